"""How the time of a repair grows with hostile texts, over every delimiter and every kind of fault.

    python benchmarks/growth.py --size 100000

Each text is one piece over and over, in several surroundings, or the inside of a rule's example. The processor time at
`size` (by default the most that a text which is not well-formed may have; a million is refused at once where it is not)
is compared with that at half of it: where it should double, it may grow by no more than 2.6 times. Exits with 1 when
something grows faster. Takes an hour at the full size.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator

from svgguard import Limits, repair
from svgguard.rules import all_rules

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


LONGEST = Limits().broken
"""Characters from which on a text that is not well-formed is refused."""


def kinds() -> Iterator[tuple[str, str, str, str]]:
    """Every piece in every place, and the inside of every rule's first example: a name, and what stands around it."""
    for place, (before, after) in AROUND.items():
        for piece in dict.fromkeys(word.replace("_", " ") for word in PIECES.split(" ") if word):
            yield f"{piece!r} {place}", before, piece, after
    for rule in all_rules().values():
        for example in rule.examples[:1]:
            inside = re.search(r"<svg[^>]*>(.+)</svg>", example.before, re.S)
            if inside:
                yield f"{rule.code} {rule.name}", SVG, inside[1], "</svg>"


def seconds(text: str) -> float:
    """The processor time of one repair."""
    begin = time.process_time()
    repair(text)
    return time.process_time() - begin


def main(size: int, slowest: int) -> int:
    """Print what is slow or grows faster than its length; 1 when anything does."""
    repair(f"{SVG}<g a=1></svg>")
    rows: list[tuple[float, float, str]] = []
    for name, before, piece, after in kinds():
        halves = [before + piece * (length // len(piece)) + after for length in (size // 2, size)]
        half, whole = map(seconds, halves)
        rows.append((whole, whole / half if half > 0.02 else 0.0, name))
    rows.sort(reverse=True)
    faster = [row for row in rows if row[0] > 0.5 and row[1] > STEEP]
    print(f"{len(rows)} kinds of {size:,} characters; the {slowest} slowest, in seconds, with the growth from half:")
    for whole, growth, name in rows[:slowest]:
        print(f"{whole:8.2f} {growth:5.1f}  {name}")
    for whole, growth, name in faster:
        print(f"faster than its length: {whole:.2f} {growth:.1f} {name}")
    return 1 if faster else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=LONGEST - 1000)
    parser.add_argument("--slowest", type=int, default=20)
    given = parser.parse_args()
    sys.exit(main(given.size, given.slowest))
