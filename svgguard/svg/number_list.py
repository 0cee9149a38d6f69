"""Lists of numbers (dash arrays, deviations, text positions) written wrongly: what was meant."""

from __future__ import annotations

import re
from dataclasses import replace

from svgguard.svg import grammar, number
from svgguard.svg.grammar import GrammarName
from svgguard.svg.number import Context, NumberFault
from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.types import Safety

_LONGEST = 5_000
"""Characters; what is longer is left alone."""
_ITEMS: dict[GrammarName, GrammarName] = {"lengths": "length", "dashes": "size", "numbers": "number"}
_AROUND = " \t\r\n\"'`{}()[]<>,;/\\"
_NAMED = re.compile(r"^[a-zA-Z][-a-zA-Z]*\s*[:=]\s*")
_SPACED_UNIT = re.compile(rf"(?<=[0-9])\s+(?={grammar.UNIT}(?![a-zA-Z]))")
_TIMES = re.compile(r"(?<=[0-9])\s*[x×*]\s*(?=[-+.]?[0-9])")
_BREAK = re.compile(r"(\s*[,;/|]\s*(?:[,;/|]\s*)*|\s+(?:and\s+)?)")
_EUROPEAN = re.compile(r"[-+]?[0-9]+,[0-9]+(?:\s*;\s*[-+]?[0-9]+(?:,[0-9]+)?)+")


def repair(value: str, place: Context) -> ValueRepair:
    """What a list that the grammar named by `place` rejects means; the value is None when nothing says."""
    shown = repr(value.strip()[:60])
    accepts = grammar.matcher(place.grammar)
    text = _NAMED.sub("", value.strip(_AROUND)).strip(_AROUND) if len(value) <= _LONGEST else ""
    if not text:
        return ValueRepair(NumberFault.NOT_A_NUMBER, None, f"{shown} is no list of numbers")
    if accepts(text):
        return ValueRepair(NumberFault.NUMBER_JUNK, text, f"{shown} has characters around its numbers")
    text = _TIMES.sub(" ", _SPACED_UNIT.sub("", text))
    if _EUROPEAN.fullmatch(text):
        text = re.sub(r"\s*;\s*", " ", text.replace(",", "."))
        return ValueRepair(NumberFault.DECIMAL_COMMA, text, f"{shown} has decimal commas")
    alone = replace(place, grammar=_ITEMS[place.grammar])
    if text.isalpha() and (found := number.repair(text, alone)).value is not None:
        return found
    item = replace(alone, before=(), after=())
    return _by_items(_BREAK.split(text), item, shown, accepts)


def _by_items(pieces: list[str], item: Context, shown: str, accepts: grammar.Match) -> ValueRepair:
    """The list with each number repaired on its own and its separators made commas or spaces."""
    kind: ValueFault = NumberFault.NUMBER_JUNK
    safety, message = Safety.SAFE, f"{shown} has wrong separators"
    out: list[str] = []
    accepts_item = grammar.matcher(item.grammar)
    for place, piece in enumerate(pieces):
        if place % 2:
            commas = any(c in piece for c in ",;/|")
            out.append(piece if accepts(f"1{piece}1") else (", " if piece[-1].isspace() else ",") if commas else " ")
        elif accepts_item(piece):
            out.append(piece)
        else:
            repaired = number.repair(piece, item)
            if repaired.value is None or not re.fullmatch(grammar.LENGTH, repaired.value):
                return ValueRepair(NumberFault.NOT_A_NUMBER, None, f"{piece[:60]!r} in {shown} is no number")
            out.append(repaired.value)
            one = len(pieces) == 1
            kind, message = repaired.kind, repaired.message if one else f"{shown} has wrong numbers: {repaired.message}"
            safety = Safety.UNSAFE if repaired.safety is Safety.UNSAFE else safety
    text = "".join(out)
    if not accepts(text):
        return ValueRepair(NumberFault.NOT_A_NUMBER, None, f"{shown} is no list of numbers")
    return ValueRepair(kind, text, message, safety)
