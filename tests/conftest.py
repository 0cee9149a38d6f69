"""What all tests share: property tests that are the same in every run, and no endpoint but those they start."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("brief", settings.get_profile("repeatable"), max_examples=10)
settings.load_profile("repeatable")


@pytest.fixture
def hermetic(monkeypatch: pytest.MonkeyPatch) -> None:
    """No endpoint, model or key of the machine's environment, and no log."""
    for name in ("BASE_URL", "API_KEY", "MODEL", "ENDPOINT", "ENDPOINTS"):
        monkeypatch.delenv(f"SVGGUARD_{name}", raising=False)
        monkeypatch.delenv(f"OPENAI_{name}", raising=False)
    monkeypatch.setenv("SVGGUARD_LOG", "off")


@pytest.fixture
def logged(hermetic: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As `hermetic`, with a log of the test's own in ``log.sqlite``."""
    monkeypatch.setenv("SVGGUARD_LOG", str(tmp_path / "log.sqlite"))
