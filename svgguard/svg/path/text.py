"""Writing chosen path data, or points, as text again: what was right stays as written, down to the white space."""

from __future__ import annotations

import re

from svgguard.svg.path.candidates import Command
from svgguard.svg.path.reading import PathToken

_LETTER = re.compile(r"[^\W\d]")
_KEPT_GAP = re.compile(r"[ \t\r\n]*+,?+[ \t\r\n]*+")


def written(text: str, commands: list[Command], space: str = "", *, without_commas: bool = False) -> tuple[str, bool]:
    """The commands as text, with the source's own white space, or `space` after a new letter; was a separator wrong?

    Commands without a letter are numbers alone. `without_commas` writes white space for commas, if these are few.
    """
    bare = without_commas and text.count(",") * 3 < sum(len(c.numbers) for c in commands)
    out: list[str] = []
    wrong = False
    done, last, inserted = 0, "", False
    for command in commands:
        items = list(command.numbers)
        if command.token is not None:
            items.insert(0, PathToken(command.letter, command.token.start, command.token.end))
        elif items and last and command.letter and _LETTER.search(text[done : items[0].start]):
            # Words stood here, perhaps in place of the letter that was only implied.
            items.insert(0, PathToken(command.letter, items[0].start, items[0].start))
        for token in items:
            gap = text[done : token.start]
            own = token.text == text[token.start : token.end] and not inserted
            flag = own and not gap and last in ("0", "1") and command.letter in ("A", "a")
            new = last.isalpha() and not gap and token.start == done and text[done - 1 : done] != last
            clean = gap if flag else space if new else _gap(gap, last, token.text)
            wrong |= clean != gap and _wrong(gap, last.isalpha() or token.text.isalpha())
            if bare and "," in clean:
                clean = clean.replace(",", "") or " "
            out += clean, token.text
            done, last, inserted = max(done, token.end), token.text, token.start == token.end
    tail = text[done:]
    wrong |= _wrong(tail, beside_letter=True)
    return "".join([*out, tail if tail.isspace() else ""]), wrong


def _wrong(gap: str, beside_letter: bool) -> bool:
    """True if a gap has separators that may not be there, whatever else is in it."""
    commas = gap.count(",")
    marks = set(gap)
    others = marks & set(";|/:") or (marks & set("()[]{}") and not _LETTER.search(gap))
    return bool(others) or commas > (0 if beside_letter else 1)


def _gap(gap: str, last: str, text: str) -> str:
    """What stands between two tokens when only what the grammar allows may."""
    if not last or last.isalpha() or text.isalpha():
        if not gap or gap.isspace():
            return gap
        return gap[len(gap.rstrip()) :] if text.isalpha() else _space(gap)
    if gap and _KEPT_GAP.fullmatch(gap):
        return gap
    space = _space(gap)
    if "," in gap and not set(gap) & set(";|/:"):
        return f",{space}" if not space or gap.index(",") < gap.index(space) else f"{space},"
    return space if space or _separate(last, text) else " "


def _space(gap: str) -> str:
    """The first white space in a gap."""
    m = re.search(r"[ \t\r\n]+", gap)
    return m[0] if m else ""


def _separate(last: str, text: str) -> bool:
    """True if two numbers may stand side by side."""
    return text[0] in "+-" or (text[0] == "." and "." in last and "e" not in last.lower())
