"""What a start tag is read as is what its repaired form says: the same name, the same attributes, the same values."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pytest
from readings import AFTER, BEFORE, TABLES, rows, whole

from svgguard.syntax import Token, tokenize
from svgguard.syntax.tokens import TokenKind
from svgguard.types import Edit

VALUES = (
    *('"4"', "'4'", "“4”", "‘4’", "`4`", "«4»", "« 4 »", "„4“", r"\"4\"", r"\'4\'", "&quot;4&quot;", "{4}", '{"4"}'),
    *("4", "4,", "4;", "4/", "4px", "4%", "4 5 6", "calc(1 + 2)", "rgb(1, 2, 3)", "\"4'", "'4\"", '“4"', '4"4"'),
    *('""4""', '""4"', '"4""', '"4', "'4", "“4", "`4", '4"', "4'", "&quot;4", r"\"4", '#"4"', '"4"4"', "\"4 '"),
    *('"url("a")"', "\"url('a')\"", '"a "b" c"', '"a="', '" 4 "', '"4 "', '"4\n"', '"4\n5"', '"\u200b4"', '"4\u00a05"'),
    *('"4<5"', '"4>5"', '"<!-- a -->4"', '"4<!-- a -->"', '""', '"', "''", '"4",', '"4";', '"4;"', '"4"\u200b'),
)
"""One value, as it may be written."""
AFTERWARDS = (
    *(' ry="6"/>', 'ry="6"/>', "ry='6'/>", " ry=6/>", " ry=“6”/>", "ry=“6”/>", " ry/>", '"/>', '" ry="6"/>', "/>"),
    *(">", "> x", "\n/>", " />", "<g/>", "\n<g/>", '\u00a0ry="6"/>', ', ry="6"/>', ';ry="6"/>', '/ ry="6"/>'),
    *('\ufeff ry="6"/>', '/* b */ry="6"/>', ' ry:"6"/>', ' ry&"6"/>', ' ry\u00a0"6"/>', ' ry "6"/>', ' rx="4"/>'),
)
"""What may come after it."""


def repaired(text: str, start: int, end: int, edits: Iterable[Edit]) -> str:
    """The text between two offsets with the edits that lie within them."""
    pieces, at = [], start
    for edit in sorted((e for e in edits if start <= e.start and e.end <= end), key=lambda e: (e.start, e.end)):
        assert edit.start >= at, f"two edits of the same signs: {edit}"
        pieces += [text[at : edit.start], edit.replacement]
        at = edit.end
    return "".join((*pieces, text[at:end]))


def holds(text: str, token: Token) -> None:
    """The token's attributes are those of the tag that its edits give, which is well-formed."""
    edits = token.edits
    inner = [edit for edit in edits if edit.start < edit.end]
    assert all(token.start <= edit.start and edit.end <= token.end for edit in edits), edits
    assert all(shape not in token.shapes[:at] for at, shape in enumerate(token.shapes)), token.shapes
    said = [(a.name, repaired(text, a.value_start, a.value_end, inner)) for a in token.attributes]
    ended = [*edits, Edit(token.open_end, token.open_end, token.bracket)]
    tag, *more = [t for t in tokenize(repaired(text, token.start, token.end, ended)) if t.kind is not TokenKind.COMMENT]
    assert (tag.name, [(a.name, a.value) for a in tag.attributes]) == (token.name, said)
    assert (tag.empty, tag.shapes or [], more) == (token.empty, [], [])


@pytest.mark.parametrize("table", TABLES)
def test_a_tag_is_read_as_its_repaired_form(table: str) -> None:
    for row in rows(table):
        text = whole(row)
        for token in tokenize(text):
            if token.kind is TokenKind.START and not token.cut:
                holds(text, token)


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_read_as_its_repaired_form_whatever_comes_after(value: str) -> None:
    for after, equals in product(AFTERWARDS, ("=", " = ", ":", "==", " ", "＝", "&", "\u200b=", "=\u200b")):
        text = f"{BEFORE}<rect rx{equals}{value}{after}{AFTER}"
        for token in tokenize(text):
            if token.kind is TokenKind.START and not token.cut:
                holds(text, token)


@pytest.mark.parametrize("table", TABLES)
def test_the_tokens_of_a_text_are_the_text(table: str) -> None:
    for row in rows(table):
        text = row["text"] if "text" in row else row["inside"]
        tokens = tokenize(text)
        assert [t.start for t in tokens] == [0, *(t.end for t in tokens[:-1])][: len(tokens)]
        assert (tokens[-1].end if tokens else 0) == len(text)
        for token in tokens:
            assert 0 <= token.name_start <= token.name_end
            assert text[token.name_start : token.name_end] == token.name or token.name == "svg"
            for a in token.attributes:
                assert text[a.start : a.name_end] == a.name
                assert text[a.value_start : a.value_end] == a.value
