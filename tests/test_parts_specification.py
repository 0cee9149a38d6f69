"""What was asked for: the format of `prompts/drawings/`, its mistakes, and callers' lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from svgguard.parts.inventory import Importance
from svgguard.parts.relations import keys, relation
from svgguard.parts.specification import Part, SpecificationError, asked, drawing, drawings, load, specification
from svgguard.svg.geometry import Box


def table(*rows: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {"prompt": "Draw a fork.", "kind": "object", "parts": list(rows), **keys}


@pytest.mark.parametrize("name", drawings())
def test_every_drawing_that_ships_can_be_read(name: str) -> None:
    found = drawing(name)
    assert found.name == name
    assert found.prompt
    assert any(part.importance is Importance.ESSENTIAL for part in found.parts)


def test_the_pelican_has_a_fork_that_joins_wheel_and_frame() -> None:
    found = drawing("pelican-bicycle")
    joined = {frozenset((a.name, b.name)) for a, b in found.joints()}
    assert {frozenset(("fork", "front wheel")), frozenset(("fork", "frame"))} <= joined


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (table(), "`parts` is missing"),
        (table({"name": "tine"}, prompt=" "), "`prompt` is missing"),
        (table({"name": "tine"}, kind="animl"), "`kind` is 'animl'"),
        (table({"name": "tine"}, part=[]), "no key `part`; did you mean `parts`"),
        (table({"count": 3}), "a part has no `name`"),
        (table({"name": "tine", "cuont": 3}), "part 'tine': there is no key `cuont`; did you mean `count`"),
        (table({"name": "tine", "count": 0}), "part 'tine': `count` is 0"),
        (table({"name": "tine", "count": True}), "part 'tine': `count` is True"),
        (table({"name": "tine", "joins": "neck"}), "part 'tine': `joins` is 'neck'; it is a list of texts"),
        (table({"name": "tine", "importance": "high"}), "one of essential, normal, detail"),
        (table({"name": "tine", "shape": "star"}), "`shape` is 'star'"),
        (table({"name": "tine"}, {"name": "neck", "of": "tines"}), "names 'tines', which is no part; did you mean"),
        (table({"name": "tine", "over": ["tine"]}), "`over` names the part itself"),
        (table({"name": "tine"}, {"name": "Tines"}), "'Tines' is there twice, also as 'tine'"),
        (table({"name": "a", "of": "b"}, {"name": "b", "of": "a"}), "in a circle: a of b of a"),
    ],
)
def test_a_mistake_is_named_with_its_part_and_key(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        specification(wrong)
    assert said in str(caught.value)


def test_a_file_is_named_in_its_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "fork.toml"
    path.write_text("prompt = ", encoding="utf-8")
    with pytest.raises(SpecificationError, match=r"fork\.toml: no TOML"):
        load(path)
    path.write_text('prompt = "x"\nkind = "map"', encoding="utf-8")
    with pytest.raises(SpecificationError, match=r"fork\.toml: `parts` is missing"):
        load(path)


def test_an_unknown_drawing_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(SpecificationError, match="did you mean 'pelican-bicycle'"):
        drawing("pelican-bicyle")


@pytest.mark.parametrize(
    ("text", "name", "count"),
    [
        ("beak", "beak", 1),
        ("two wheels", "wheels", 2),
        ("5x star", "star", 5),
        ("12 petals", "petals", 12),
        ("both eyes", "eyes", 2),
        ("three pairs of wings", "wings", 3),
        ("12-fold tracery", "12-fold tracery", 1),
        ("  sky ", "sky", 1),
    ],
)
def test_a_name_may_begin_with_a_numeral(text: str, name: str, count: int) -> None:
    [part] = asked([text]).parts
    assert (part.name, part.count) == (name, count)


def test_a_list_may_hold_mappings_and_parts() -> None:
    found = asked([Part("frame"), {"name": "fork", "joins": ["frame"]}, "saddle"])
    assert [part.name for part in found.parts] == ["frame", "fork", "saddle"]
    assert found.joints() == [(found.part("fork"), found.part("frame"))]


@pytest.mark.parametrize("parts", [[], "beak", ["beak", "Beaks"], [{"name": ""}]])
def test_a_list_that_asks_for_nothing_or_twice_is_refused(parts: Any) -> None:
    with pytest.raises(SpecificationError):
        asked(parts)


def test_a_relation_says_how_it_is_tested_told_and_asked() -> None:
    assert {"joins", "over", "above", "between"} <= set(keys())
    for key in keys():
        found = relation(key)
        assert "$parts" in found.said and {"$name", "$other"} <= set(
            found.asked.replace("?", "").replace(",", "").split()
        )
        assert found.asked.endswith("?") and callable(found.check) and (found.check.__doc__ or found.may_be is None)
        wanted = asked([{"name": "moon", key: ["star"]}, "star"])
        assert wanted.part("moon").related(key) == ("star",) and wanted.part("star").related(key) == ()


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("above", Box(40, 10, 60, 20), Box(40, 85, 60, 95)),
        ("between", Box(45, 60, 55, 70), Box(5, 60, 15, 70)),
    ],
)
def test_a_place_tells_what_a_shape_without_a_name_cannot_be(key: str, right: Box, wrong: Box) -> None:
    may_be = relation(key).may_be
    assert may_be is not None
    wheels = [Box(10.0, 50.0, 40.0, 80.0), Box(60.0, 50.0, 90.0, 80.0)]
    assert may_be(right, wheels) and not may_be(wrong, wheels)
