"""How the time of a repair grows with hostile texts, over every delimiter and every kind of fault.

    python benchmarks/growth.py                          # growth from 10,000 to 20,000 characters; a million
    python benchmarks/growth.py --size 200000 --only "in a style"

Each text is one piece over and over, in several surroundings, or the inside of a rule's example. The processor time at
`size`, with every limit lifted, is compared with that at half of it: where it should double, it may grow by no more
than 2.6 times. The same text of a million characters is then given to svgguard as it is, limits and all. The table has
the worst of each surroundings. Exits with 1 when something grows faster, or a million characters take over two seconds.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields

from svgguard import Limits, Policy, repair
from svgguard.rules import all_rules

LEAST = 0.1
"""Seconds below which a growth cannot be told from noise."""
STEEP = 2.6
"""The growth from half of a text to all of it from which on it is called faster than its length."""

SVG = '<svg xmlns="http://www.w3.org/2000/svg">'
PIECES = (
    "< <a << <a_b=\" <g> </g> <svg> </svg> <svg_ <svg/> <g\n \n<g> \n</g> _<g>\n <g/> <g/></g> <g></g></g> "
    "<g></a> <g></svg> <g/>a</g> <a><text> <g><text> <text/>a</text> <text><T> <path> <path><animate> <path_d= "
    "<stop> <br> <defs><rect/> <title> <foreignObject> <x:g> <g_x:y=\"1\"> circle_r=\"1\"> /g> </ </_ <? <?a_ "
    "<?xml_ <?xml?> <! <!-- <!--a--> <!--> <!--_a_-- <!--_..._--> <![CDATA[ <![CDATA[]]> ]]> <!DOCTYPE_ "
    "<!DOCTYPE_a[ <!ENTITY_a_\"b\"> & &# &#1; &#xD800; &nbsp &x; &amp; - -- -> –> \" ' \"\" a\"b x=\"1\"_ x=\"a\" "
    "x=\"a\"b\" x='a\"_ x=\"\"_ x= x=\\\" x=&quot; x={ a=b(_ a_ = / /_ // /* */ \\ \\\" “ x=“ _ \n \t \ufeff "
    "\ud800 \x00 ` ``` ```\n ~~~\n <think> </think> <think></think> <|channel>thought_ <channel|> thought\n <eos> "
    "<unused1> &lt;svg_ &lt;svg&gt; \\u003csvg_ %3Csvg_ data:image/svg+xml;base64, "
    "data:image/svg+xml;base64,PHN2Zz4_ <html><svg> {\"svg\":_\" 1_ M0_0_ L_1_1_ ... url(#a) rgb( #a :; a:b; "
    "translate( e- <style> <use_href=\"#a\"/> <g_id=\"a\"/> <g_fill=\"rad\"/>"
)  # fmt: skip
"""The pieces, with ``_`` for a space."""

AROUND = {
    "alone": ("", ""),
    "in the root": (SVG, "</svg>"),
    "in a root without end": (SVG, ""),
    "in a tag": (f"{SVG}<g ", "/><rect/></svg>"),
    "in a value": (f'{SVG}<g a="', '"/><rect/></svg>'),
    "in a value without end": (f'{SVG}<g a="', ""),
    "in path data": (f'{SVG}<path d="', '"/></svg>'),
    "in path data that no reading saves": (f'{SVG}<path d="M1 1', 'X"/></svg>'),
    "in a paint": (f'{SVG}<path d="M0 0" fill="', '"/></svg>'),
    "in a style": (f'{SVG}<path d="M0 0" style="', '"/></svg>'),
    "in text": (f"{SVG}<text>", "</text><rect/></svg>&"),
    "in a comment": (f"{SVG}<!--", "--><rect/></svg>"),
    "in a document type": ("<!DOCTYPE svg [", f"]>{SVG}<rect/></svg>"),
    "before an SVG": ("", f"{SVG}<rect/></svg>"),
    "after an SVG": (f"{SVG}<rect/></svg>", ""),
}


LIFTED = Policy(limits=Limits(**dict.fromkeys((limit.name for limit in fields(Limits)), 10**9)))
MILLION = 1_000_000
SECONDS = 2.0


def kinds(only: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Every piece in every place, and the inside of every rule's first example: place, name, and the three texts."""
    for place, (before, after) in AROUND.items():
        for piece in dict.fromkeys(word.replace("_", " ") for word in PIECES.split(" ") if word):
            if only in place:
                yield place, repr(piece), before, piece, after
    for rule in all_rules().values():
        for example in rule.examples[:1]:
            inside = re.search(r"<svg[^>]*>(.+)</svg>", example.before, re.S)
            if inside and only in "the fault of a rule":
                yield "the fault of a rule", f"{rule.code} {rule.name}", SVG, inside[1], "</svg>"


def seconds(text: str, policy: Policy) -> float:
    """The processor time of one repair."""
    begin = time.process_time()
    repair(text, policy=policy)
    return time.process_time() - begin


def main(size: int, only: str) -> int:
    """Print the table; 1 when anything grows faster than its length or costs too much."""
    repair(f"{SVG}<g a=1></svg>")
    found: dict[str, list[tuple[float, float, float, str]]] = defaultdict(list)
    for place, name, before, piece, after in kinds(only):
        half, whole = (seconds(before + piece * (length // len(piece)) + after, LIFTED) for length in (size // 2, size))
        million = seconds(before + piece * (MILLION // len(piece)) + after, Policy())
        found[place].append((whole, whole / half if whole > LEAST else 0.0, million, name))
    print(f"| surroundings | kinds | slowest at {size:,} | seconds | steepest | growth | a million | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    bad = False
    for place, rows in found.items():
        slow, steep, large = (max(rows, key=lambda row: row[of]) for of in range(3))
        bad |= steep[1] > STEEP or large[2] > SECONDS
        print(
            f"| {place} | {len(rows)} | `{slow[3]}` | {slow[0]:.2f} | `{steep[3]}` | {steep[1]:.1f} "
            f"| `{large[3]}` | {large[2]:.2f} |"
        )
    for place, rows in found.items():
        for whole, growth, million, name in rows:
            if growth > STEEP or million > SECONDS:
                print(f"{name} {place}: {whole:.2f} s, grows {growth:.1f} times; {million:.2f} s for a million")
    return 1 if bad else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--only", default="", help="part of the name of the surroundings")
    given = parser.parse_args()
    sys.exit(main(given.size, given.only))
