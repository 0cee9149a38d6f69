"""What is loaded when: nothing heavy for an import, nothing heavy for a check, no reading of tags for a clean one."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {"PIL", "asyncio", "cairosvg", "click", "httpx", "openai", "resvg_py", "rich", "sqlalchemy"}
CLEAN = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>'


def loaded(statements: str) -> set[str]:
    """The modules loaded by `statements` in a process of their own."""
    program = f"{statements}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    return set(json.loads(done.stdout))


def test_an_import_loads_next_to_nothing() -> None:
    modules = loaded("import svgguard")
    assert not HEAVY & modules
    assert {name for name in modules if name.startswith("svgguard")} == {"svgguard"}
    assert "lxml" not in modules


@pytest.mark.parametrize("call", ["check", "repair", "extract"])
def test_looking_at_a_text_loads_nothing_heavy(call: str) -> None:
    modules = loaded(f"import svgguard\nsvgguard.{call}('Here: <svg><path d=1></svg>')")
    assert not HEAVY & modules


def test_a_clean_document_does_not_cost_the_rules_of_broken_ones() -> None:
    modules = loaded(f"import svgguard\nsvgguard.check({CLEAN!r})")
    assert not HEAVY & modules
    assert "svgguard.syntax" not in modules
    assert not {name for name in modules if name.startswith("svgguard.rules.xml.")}


def test_the_pytest_plugin_loads_nothing_heavy() -> None:
    modules = loaded("import svgguard.testing.plugin")
    assert not HEAVY - {"asyncio"} & modules
