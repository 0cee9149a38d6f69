"""What all tests share: property tests that are the same in every run, and no endpoint but those they start."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import pytest
from command_line import Run, runner
from hypothesis import HealthCheck, settings

os.environ["SVGGUARD_DEBUG"] = "1"  # A rule that crashes must not pass for a fault of the document.

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


@pytest.fixture(autouse=True)
def unprobed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of tests answer by a script, and are not asked what they are; unless marked ``probed``."""
    if request.node.get_closest_marker("probed") is None:
        monkeypatch.setattr("svgguard.generation.options.recognised", lambda whom, headers=None: whom)


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


@pytest.fixture
def run(
    hermetic: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Runs the command line in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("FORCE_COLOR", "SVGGUARD_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    return runner(monkeypatch, capfdbinary)
