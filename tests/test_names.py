"""A name means one thing: no two public classes share one."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import svgguard

HOUSE = Path(svgguard.__file__).parent


def test_no_two_classes_share_a_name() -> None:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in HOUSE.rglob("*.py")]
    names = Counter(node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert [name for name, times in names.items() if times > 1 and not name.startswith("_")] == []
