"""Edits apply all or none, do not overlap, and offsets find their way back through them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from svgguard.text.edits import OffsetMap, apply, compatible, replay, to_raw
from svgguard.types import Edit

TEXT = "abcdefghijklmnop"

one_edit = st.builds(
    lambda start, length, replacement: Edit(start, min(len(TEXT), start + length), replacement),
    st.integers(0, len(TEXT)),
    st.integers(0, 4),
    st.sampled_from(["", "X", "YZ"]),
)
repairs = st.lists(st.lists(one_edit, min_size=1, max_size=3).filter(lambda e: disjoint(e)), max_size=6)


def disjoint(edits: list[Edit]) -> bool:
    ordered = sorted(edits)
    return all(a.end <= b.start and a != b for a, b in itertools.pairwise(ordered))


def test_edits_are_applied_by_the_offsets_of_the_old_text() -> None:
    assert apply("one two", [Edit(0, 3, "1"), Edit(4, 4, "and "), Edit(4, 7, "2")]) == "1 and 2"
    assert apply("one", []) == "one"
    assert replay("one", [[Edit(0, 1, "O")], [Edit(3, 3, "!")]]) == "One!"


@given(repairs)
def test_a_repair_is_applied_whole_or_not_at_all(wanted: list[list[Edit]]) -> None:
    chosen, taken = compatible(wanted)
    assert len(taken) == len(wanted)
    assert set(chosen) == {edit for edits, ok in zip(wanted, taken, strict=True) if ok for edit in edits}
    assert all(a.end <= b.start for a, b in itertools.pairwise(chosen))
    if wanted:
        assert taken[0]


@given(repairs)
def test_what_was_not_edited_stays(wanted: list[list[Edit]]) -> None:
    chosen, _ = compatible(wanted)
    touched = {at for edit in chosen for at in range(edit.start, edit.end)}
    kept = "".join(c for at, c in enumerate(TEXT) if at not in touched)
    assert "".join(c for c in apply(TEXT, chosen) if c.islower()) == kept


def test_insertions_at_one_place_keep_the_order_of_their_repairs() -> None:
    chosen, taken = compatible([[Edit(2, 2, "</a>")], [Edit(2, 2, "</b>")]])
    assert taken == [True, True]
    assert apply("..", chosen) == "..</a></b>"


def test_an_edit_that_two_repairs_share_is_applied_once() -> None:
    chosen, taken = compatible([[Edit(0, 1, "x"), Edit(2, 3, "z")], [Edit(0, 1, "x")]])
    assert (chosen, taken) == ([Edit(0, 1, "x"), Edit(2, 3, "z")], [True, True])


def test_an_overlapping_repair_waits() -> None:
    chosen, taken = compatible([[Edit(0, 3, "x")], [Edit(2, 4, "y"), Edit(6, 7, "z")], [Edit(4, 5, "w")]])
    assert (chosen, taken) == ([Edit(0, 3, "x"), Edit(4, 5, "w")], [True, False, True])


@given(repairs, repairs)
def test_an_offset_of_what_was_kept_maps_back_to_it(first: list[list[Edit]], second: list[list[Edit]]) -> None:
    one, _ = compatible(first)
    middle = apply(TEXT, one)
    two, _ = compatible([[e for e in edits if e.end <= len(middle)] for edits in second])
    last = apply(middle, two)
    maps = [OffsetMap(one), OffsetMap(two)]
    for at, character in enumerate(last):
        if character.islower():
            assert TEXT[to_raw(at, maps)] == character
    places = [to_raw(at, maps) for at in range(len(last) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= len(TEXT) for place in places)
