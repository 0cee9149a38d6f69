"""Every small case of edits: which get into each other's way, where offsets come from, what is said of them."""

from __future__ import annotations

import itertools

import pytest

from svgguard.text.edits import OffsetMap, apply, compatible, described, replay, to_raw
from svgguard.types import Edit

SIZE = 5
SPANS = [(start, end) for start in range(SIZE + 1) for end in range(start, SIZE + 1)]


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """True if two spans share a character, or one is a point inside the other."""
    (a, b), (c, d) = one, other
    return max(a, c) < min(b, d) or (a == b and c < a < d) or (c == d and a < c < b)


@pytest.mark.parametrize("first", SPANS, ids=str)
def test_of_two_edits_the_second_waits_just_when_they_overlap(first: tuple[int, int]) -> None:
    for second in SPANS:
        if first != second or first[0] == first[1]:
            _, taken = compatible([[Edit(*first, "x")], [Edit(*second, "y")]])
            assert taken == [True, not overlap(first, second)], second


@pytest.mark.parametrize("first", SPANS, ids=str)
def test_a_third_edit_waits_just_when_it_overlaps_one_that_is_taken(first: tuple[int, int]) -> None:
    for second, third in itertools.product(SPANS, repeat=2):
        spans = [first, second, third]
        if len(set(spans)) == len(spans):
            chosen, taken = compatible([[Edit(*span, f"{at}")] for at, span in enumerate(spans)])
            expected = [True, not overlap(first, second)]
            expected.append(not any(overlap(span, third) for span, ok in zip(spans, expected, strict=False) if ok))
            assert taken == expected, spans
            kept = [(*span, at) for at, (span, ok) in enumerate(zip(spans, taken, strict=True)) if ok]
            assert [(e.start, e.end, int(e.replacement)) for e in chosen] == sorted(kept), spans


def test_a_repair_of_which_one_edit_overlaps_claims_nothing() -> None:
    chosen, taken = compatible([[Edit(4, 6, "a")], [Edit(0, 1, "b"), Edit(5, 7, "c")], [Edit(0, 2, "d")]])
    assert (taken, chosen) == ([True, False, True], [Edit(0, 2, "d"), Edit(4, 6, "a")])


def test_an_insertion_that_two_repairs_make_is_made_twice() -> None:
    chosen, taken = compatible([[Edit(1, 1, "a")], [Edit(1, 1, "a")], [Edit(1, 2, "b")], [Edit(1, 2, "b")]])
    assert (taken, chosen) == ([True] * 4, [Edit(1, 1, "a"), Edit(1, 1, "a"), Edit(1, 2, "b")])


def test_edits_at_both_ends_are_applied() -> None:
    edits = [Edit(0, 0, "<"), Edit(1, 2, ""), Edit(3, 4, "xyz"), Edit(6, 6, ">")]
    assert apply("abcdef", edits) == "<acxyzef>"
    assert replay("abcdef", [edits, [Edit(0, 2, "")], [Edit(1, 1, "-")]]) == "c-xyzef>"
    assert replay("abcdef", []) == "abcdef"


ORIGINS = {
    "nothing": ([], [0, 1, 2, 3, 4, 5, 6]),
    "insertion": ([Edit(2, 2, "xy")], [0, 1, 2, 2, 2, 3, 4, 5, 6]),
    "insertion at the start": ([Edit(0, 0, "x")], [0, 0, 1, 2, 3, 4, 5, 6]),
    "insertion at the end": ([Edit(6, 6, "x")], [0, 1, 2, 3, 4, 5, 6, 6]),
    "deletion": ([Edit(1, 4, "")], [0, 4, 5, 6]),
    "deletion of the start": ([Edit(0, 4, "")], [4, 5, 6]),
    "longer": ([Edit(1, 3, "wxyz")], [0, 1, 1, 1, 1, 3, 4, 5, 6]),
    "shorter": ([Edit(1, 4, "x")], [0, 1, 4, 5, 6]),
    "two": ([Edit(1, 2, "xy"), Edit(4, 5, "")], [0, 1, 1, 2, 3, 5, 6]),
    "side by side": ([Edit(1, 2, "x"), Edit(2, 3, "yz")], [0, 1, 2, 2, 3, 4, 5, 6]),
    "deletion and insertion": ([Edit(1, 3, ""), Edit(3, 3, "x")], [0, 3, 3, 4, 5, 6]),
    "all": ([Edit(0, 6, "")], [6]),
}


@pytest.mark.parametrize(("edits", "origins"), ORIGINS.values(), ids=ORIGINS)
def test_an_offset_comes_from_where_its_character_or_its_edit_was(edits: list[Edit], origins: list[int]) -> None:
    back = OffsetMap(edits)
    assert [back(at) for at in range(len(apply("abcdef", edits)) + 1)] == origins


def test_maps_are_asked_from_the_newest_to_the_oldest() -> None:
    maps = [OffsetMap([Edit(0, 2, "")]), OffsetMap([Edit(1, 1, "xy")]), OffsetMap([Edit(0, 1, "")])]
    assert [to_raw(at, maps) for at in range(6)] == [3, 3, 3, 4, 5, 6]
    assert to_raw(7, []) == 7


LONG = "abcdefghij" * 4
WORDS = {
    "insert 'x'": [Edit(1, 1, "x")],
    "delete 'b'": [Edit(1, 2, "")],
    "write 'x' for 'bc'": [Edit(1, 3, "x")],
    "insert 'x'; delete 'b'; write 'y' for 'c'": [Edit(0, 0, "x"), Edit(1, 2, ""), Edit(2, 3, "y")],
    "insert 'x'; delete 'b'; write 'y' for 'c'; …": [Edit(0, 0, "x"), Edit(1, 2, ""), Edit(2, 3, "y"), Edit(4, 5, "")],
    f"delete '{LONG}'": [Edit(0, 40, "")],
    f"delete '{LONG[:37]}…'": [Edit(0, 41, "")],
    f"insert '{LONG[:37]}…'": [Edit(0, 0, LONG + "k")],
    "": [],
}


@pytest.mark.parametrize(("words", "edits"), WORDS.items(), ids=WORDS)
def test_what_edits_do_is_said_in_few_words(words: str, edits: list[Edit]) -> None:
    assert described(edits, LONG + "klm") == words
