"""The wheel: whole by itself, whatever stands beside it, and no larger than what the product needs."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from svgguard.testing.corpus import load

ROOT = Path(__file__).parent.parent
FOUND = """
import json, svgguard
from svgguard.ask.files import prompt_file
from svgguard.data import data
from svgguard.parts.specification import drawing
from svgguard.testing.corpus import load
found = {"package": svgguard.__file__, "prompts": str(data("prompts")), "cases": len(load())}
print(json.dumps(found | {"prompt": prompt_file("ask").text, "drawing": drawing("pelican-bicycle").prompt}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    program = "from hatchling.build import build_wheel; import sys; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", program, str(folder)], cwd=ROOT, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture
def beside(wheel: Path, tmp_path: Path) -> Path:
    """The wheel unpacked into a project that has a pyproject.toml and folders of those names of its own."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "neighbour"\n', encoding="utf-8")
    for folder in ("prompts", "corpus", "data"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ask.md").write_text("+++\n+++\nsomebody else's\n", encoding="utf-8")
    return tmp_path


def found(path: Path, where: Path) -> dict[str, str | int]:
    """What svgguard finds of its own when `path` is looked through first."""
    program = f"import sys; sys.path.insert(0, {str(path)!r})\n{FOUND}"
    done = subprocess.run([sys.executable, "-I", "-c", program], cwd=where, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    known: dict[str, str | int] = json.loads(done.stdout)
    return known


def test_a_wheel_beside_another_project_finds_its_own_data(beside: Path) -> None:
    known = found(beside, beside)
    assert known["package"] == str(beside / "svgguard" / "__init__.py")
    assert known["prompts"] == str(beside / "svgguard" / "data" / "prompts")
    assert "somebody else" not in str(known["prompt"])
    assert known["cases"] == len(load())
    assert known["drawing"]


def test_a_wheel_holds_what_the_product_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    cases = {name for name in names if name.startswith("svgguard/data/demo/") and name.endswith(".toml")}
    assert len(cases) == len(load())
    assert not [name for name in names if not name.startswith(("svgguard/", "svgguard-"))]
    shipped = subprocess.run(["git", "ls-files", "svgguard"], cwd=ROOT, capture_output=True, encoding="utf-8")
    if shipped.returncode == 0:
        assert set(shipped.stdout.split()) <= set(names)
