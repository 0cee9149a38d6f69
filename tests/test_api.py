"""The public names: each is there, loaded on first use, and no module takes its place."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from types import ModuleType

import pytest

import svgguard
from svgguard.types import Limits, Policy, Safety


@pytest.mark.parametrize("name", svgguard.__all__)
def test_a_public_name_is_no_module(name: str) -> None:
    assert not isinstance(getattr(svgguard, name), ModuleType)
    assert name not in {module.name for module in pkgutil.iter_modules(svgguard.__path__)}


def test_names_are_those_promised() -> None:
    promised = {"agenerate", "check", "extract", "generate", "render", "repair", "Policy", "Reply", "Result"}
    assert promised <= set(svgguard.__all__)
    assert set(dir(svgguard)) == set(svgguard.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="mend"):
        svgguard.mend  # noqa: B018


def test_importing_a_module_does_not_replace_a_function() -> None:
    for module in pkgutil.iter_modules(svgguard.__path__):
        if module.name != "__main__":
            importlib.import_module(f"svgguard.{module.name}")
    assert callable(svgguard.generate)
    assert callable(svgguard.render)


def test_the_package_is_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "svgguard", "--version"], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert svgguard.__version__ in done.stdout


@pytest.mark.parametrize(
    ("policy", "code", "wanted"),
    [
        (Policy(), "X001", True),
        (Policy(select=frozenset(["X"])), "X001", True),
        (Policy(select=frozenset(["X002", "R"])), "X001", False),
        (Policy(ignore=frozenset(["X0"])), "X001", False),
        (Policy(select=frozenset(["X"]), ignore=frozenset(["X001"])), "X001", False),
        (Policy(select=frozenset(["X"]), ignore=frozenset(["X002"])), "X001", True),
    ],
)
def test_a_policy_wants_codes_by_prefix(policy: Policy, code: str, wanted: bool) -> None:
    assert policy.wants(code) is wanted


@pytest.mark.parametrize(
    ("apply", "applied"),
    [(Safety.UNSAFE, {Safety.SAFE, Safety.UNSAFE}), (Safety.SAFE, {Safety.SAFE}), (None, set())],
)
def test_a_policy_applies_repairs_up_to_a_grade(apply: Safety | None, applied: set[Safety]) -> None:
    assert {safety for safety in Safety if Policy(apply=apply).applies(safety)} == applied


def test_depth_is_limited_below_what_the_renderer_bears() -> None:
    assert Limits().depth == 200
