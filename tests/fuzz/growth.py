"""Repairs hostile texts of doubling size and lists those whose time grows faster than their length. See README.md."""

from __future__ import annotations

import sys
import time

from svgguard import repair

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
    "in a paint": (f'{SVG}<path d="M0 0" fill="', '"/></svg>'),
    "in a style": (f'{SVG}<path d="M0 0" style="', '"/></svg>'),
    "in text": (f"{SVG}<text>", "</text><rect/></svg>&"),
    "in a comment": (f"{SVG}<!--", "--><rect/></svg>"),
    "in a document type": ("<!DOCTYPE svg [", f"]>{SVG}<rect/></svg>"),
    "before an SVG": ("", f"{SVG}<rect/></svg>"),
    "after an SVG": (f"{SVG}<rect/></svg>", ""),
}


def seconds(text: str) -> float:
    """How long one repair takes."""
    begin = time.perf_counter()
    repair(text)
    return time.perf_counter() - begin


def main(size: int) -> None:
    """Try every piece in every place at `size`, twice and four times as many characters."""
    repair(SVG)
    for place, (before, after) in AROUND.items():
        for piece in dict.fromkeys(word.replace("_", " ") for word in PIECES.split(" ") if word):
            times: list[float] = []
            for factor in (1, 2, 4):
                times.append(seconds(before + piece * (factor * size // len(piece)) + after))
                if times[-1] > 20:
                    break
            if times[-1] > 0.5 and times[-1] > 3 * times[-2]:
                print(f"{place}: {piece!r}:", *(f"{t:.2f}" for t in times), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
