"""What is read into broken texts, kept in tests/data as tables: every fault's place, grade and words, and the result.

A row holds a text (`text`), or what stands in a root element on lines of its own (`inside`). After a change that is
meant, `python tests/readings.py` writes down what is found now; the difference is then to be read line by line.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import svgguard
from svgguard.rules import all_rules
from svgguard.testing.report import marked, shortened, svg_diff
from svgguard.types import Fault, Policy, Safety

DATA = Path(__file__).parent / "data"
TABLES = sorted(file.stem for file in DATA.glob("*.toml"))
BEFORE, AFTER = '<svg xmlns="http://www.w3.org/2000/svg">\n', "\n</svg>"
Row = dict[str, Any]
UNDRAWN = Policy(draw=False)
"""What is read does not depend on what is seen of it."""
_EXCERPT = 90
"""Characters of a text that its name has."""


def rows(name: str) -> list[Row]:
    """The rows of one table."""
    found: list[Row] = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))["reading"]
    return found


def named(table: str) -> Iterator[tuple[str, Row]]:
    """The rows of one table, each with a name that no other has: what is found, and in what."""
    names: Counter[str] = Counter()
    for row in rows(table):
        codes = dict.fromkeys(fault.split()[1] for fault in row["faults"])
        found = " ".join(all_rules()[code].name for code in codes) or "nothing"
        name = f"{table}: {found}: {_excerpt(row)}"
        names[name] += 1
        yield (name if names[name] == 1 else f"{name} ({names[name]})"), row


def _excerpt(row: Mapping[str, Any]) -> str:
    """What a row is read from, without what most have in common; of a long one, where its first fault is."""
    text = whole(row)
    at = 0
    if row["faults"]:
        line, column = map(int, re.findall(r"\d+", row["faults"][0])[:2])
        at = sum(map(len, text.splitlines(keepends=True)[: line - 1])) + column - 1
    if "inside" in row:
        text, at = row["inside"], max(at - len(BEFORE), 0)
    start = max(0, min(at - _EXCERPT // 3, len(text) - _EXCERPT))
    excerpt = text[start : start + _EXCERPT].replace(' xmlns="http://www.w3.org/2000/svg"', "")
    return f"{'…' if start else ''}{excerpt}{'…' if start + _EXCERPT < len(text) else ''}"


def report(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """What a row says that is read otherwise than written down, as a case of the corpus does."""
    yield f"{', '.join(key for key in {**expected, **found} if expected.get(key) != found.get(key))} differ"
    yield ""
    yield from whole(expected).splitlines()
    yield ""
    yield from marked(expected["faults"], ((fault, fault) for fault in found["faults"]))
    for key in ("gives", "svg", "status"):
        yield from shortened(svg_diff(expected.get(key, ""), found.get(key, "")))


def whole(row: Mapping[str, Any], before: str = BEFORE) -> str:
    """The text of a row, with the root element around what only stands inside one."""
    text: str = row["text"] if "text" in row else f"{before}{row['inside']}{AFTER}"
    return text


def read(row: Mapping[str, Any], before: str = BEFORE, repaired: str = BEFORE) -> Row:
    """A row as it is read now; `before` is the root element's tag as it is written, `repaired` as it comes out."""
    key = "text" if "text" in row else "inside"
    result = svgguard.repair(whole(row, before), policy=UNDRAWN)
    svg = result.svg
    if svg is not None and key == "inside" and svg.startswith(repaired) and svg.endswith(AFTER):
        gives = {"gives": svg[len(repaired) : -len(AFTER)]}
    else:
        gives = {} if svg is None else {"svg": svg}
    rejected = {} if svg is not None else {"status": str(result.status)}
    return {key: row[key], **gives, **rejected, "faults": [line(fault) for fault in result.faults]}


def line(fault: Fault) -> str:
    """One fault in a line: place and length, code, what its rule does not say of itself, words, and what repairs it."""
    rule = all_rules()[fault.code]
    apart = [str(own) for own, usual in ((fault.severity, rule.severity), (fault.blame, rule.blame)) if own != usual]
    grade = " ".join([str(fault.safety), *apart])
    left = "" if fault.applied or fault.safety is Safety.MANUAL else " (left)"
    repaired = f" | {fault.repair}{left}" if fault.repair else left
    return f"{fault.line}:{fault.column}+{fault.end - fault.start} {fault.code} {grade}: {fault.message}{repaired}"


def written(row: Mapping[str, Any]) -> Iterator[str]:
    """A row as TOML."""
    yield "[[reading]]"
    for key, value in row.items():
        if isinstance(value, str):
            yield f"{key} = {_quoted(value)}"
        elif value:
            yield "\n".join((f"{key} = [", *(f"    {_quoted(piece)}," for piece in value), "]"))
        else:
            yield f"{key} = []"


def _quoted(text: str) -> str:
    if "'" not in text and text.isprintable():
        return f"'{text}'"
    return '"' + "".join(_ESCAPES.get(c) or (c if c.isprintable() else f"\\U{ord(c):08X}") for c in text) + '"'


_ESCAPES = {"\n": r"\n", "\t": r"\t", "\r": r"\r", '"': r"\"", "\\": "\\\\"}


def main() -> None:
    """Write every table anew."""
    for name in TABLES:
        file = DATA / f"{name}.toml"
        head = file.read_text(encoding="utf-8").partition("[[reading]]")[0]
        tables = ("\n".join(written(read(row))) for row in rows(name))
        file.write_text(head + "\n\n".join(tables) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
