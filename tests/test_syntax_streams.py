"""A text that comes in pieces gives the very tokens of the whole, and each as soon as it is certain."""

from __future__ import annotations

from typing import Any

import pytest
from readings import TABLES, rows, whole

from svgguard.syntax import Token, Tokenizer, tokenize


def told(token: Token) -> tuple[Any, ...]:
    """All that a token says."""
    names = [(a.name, a.value, a.start, a.name_end, a.value_start, a.value_end, a.end) for a in token.attributes]
    place = (token.start, token.end, token.name_start, token.name_end, token.open_end)
    return token.kind, token.name, place, token.empty, token.cut, token.bracket, names, list(token.shapes)


def pieced(text: str, size: int) -> list[Token]:
    tokenizer = Tokenizer()
    tokens = [token for at in range(0, len(text), size) for token in tokenizer.feed(text[at : at + size])]
    return [*tokens, *tokenizer.close()]


@pytest.mark.parametrize("size", [1, 7, 64])
@pytest.mark.parametrize("table", TABLES)
def test_the_size_of_the_pieces_does_not_matter(table: str, size: int) -> None:
    for row in rows(table):
        text = whole(row)
        assert [told(t) for t in pieced(text, size)] == [told(t) for t in tokenize(text)], text


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


def test_a_token_comes_with_the_piece_that_ends_it() -> None:
    tokenizer = Tokenizer()
    given = [
        [t.start for t in tokenizer.feed(piece)] for piece in ("<g>", "<g a='1'", " b='2'", ">", "text", "<", "/g>")
    ]
    assert given == [[], [0], [], [], [], [3], [18, 22]]
    assert tokenizer.close() == []


def test_a_long_token_is_read_again_only_after_it_has_grown_by_an_eighth() -> None:
    tokenizer = Tokenizer()
    assert tokenizer.feed("<g d='" + ">" * 794) == []
    assert tokenizer.feed("'>" + " " * 97) == []
    assert [t.end for t in tokenizer.feed(">")] == [802]
