"""`svgs`: drawings in which nothing is wrong, spelt in all the ways that XML allows.

They shrink towards few elements, round numbers and the plainest spelling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import count

from hypothesis import strategies as st

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'

Text = st.SearchStrategy[str]

_coordinates: Text = st.sampled_from([*map(str, range(121)), "-8", "0.5", "-1.25", ".75", "1e2"])
_lengths: Text = st.sampled_from([*map(str, range(1, 91)), "0.5", "12.75", "5e1"])
_fractions: Text = st.sampled_from(["1", "0.5", ".25", "0"])
_COLOURS = ("red", "#0a0", "#12345678", "none", "currentColor", "rgb(1, 2, 3)", "hsl(120, 50%, 50%)")
_words: Text = st.sampled_from(
    ["wheel", "the sun", "a &lt; b", "&#233;t&#xe9;", "R&amp;D", "日本", "شمس", "солнце", "it's", 'said "so"', "a -> b"]
)
_transforms: Text = st.sampled_from(["translate(1 2)", "rotate(45)", "scale(1.5)", "translate(4, 5) rotate(-30 10 10)"])
_COMMENTS = ("<!-- front wheel -->", "<!---->", "<!-- a < b & c -->", "<!-- - -->")
_SPACES = (" ", "\n  ", "\n", "\r\n\t", "  ")
_BLANKS = ("\n", "\n  ", "\r\n", "\t")
_ARGUMENTS = {"L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}
"""The numbers that each path command takes."""


_SPELLINGS = [
    f"{space}{{}}{equals}{quote}{{}}{quote}" for space in _SPACES for equals in ("=", " = ") for quote in "\"'"
]
"""How an attribute may be written, with the white space before it."""


def _attribute(name: str, values: Text) -> Text:
    return st.builds(lambda spelling, value: spelling.format(name, value), st.sampled_from(_SPELLINGS), values)


@st.composite
def _path_data(draw: st.DrawFn) -> str:
    """Path data that begins with a moveto and gives every command its numbers."""
    out = [f"M{draw(_coordinates)} {draw(_coordinates)}"]
    for letter in draw(st.lists(st.sampled_from(sorted(_ARGUMENTS)), min_size=1, max_size=3)):
        command = draw(st.sampled_from([letter, letter.lower()]))
        if letter == "A":
            radii, flags = (
                (draw(_lengths), draw(_lengths), "0"),
                (draw(st.sampled_from("01")), draw(st.sampled_from("01"))),
            )
            numbers = [*radii, *flags, draw(_coordinates), draw(_coordinates)]
        else:
            numbers = [draw(_coordinates) for _ in range(_ARGUMENTS[letter])]
        out.append(command + " ".join(numbers))
    return draw(st.sampled_from(["", " "])).join([*out, *draw(st.sampled_from([[], ["Z"], ["z"]]))])


_points: Text = st.lists(st.builds("{},{}".format, _coordinates, _coordinates), min_size=2, max_size=5).map(" ".join)

_SHAPES: dict[str, tuple[tuple[str, Text], ...]] = {
    "circle": (("cx", _coordinates), ("cy", _coordinates), ("r", _lengths)),
    "ellipse": (("cx", _coordinates), ("cy", _coordinates), ("rx", _lengths), ("ry", _lengths)),
    "line": (("x1", _coordinates), ("y1", _coordinates), ("x2", _coordinates), ("y2", _coordinates)),
    "path": (("d", _path_data()),),
    "polygon": (("points", _points),),
    "polyline": (("points", _points),),
    "rect": (("x", _coordinates), ("y", _coordinates), ("width", _lengths), ("height", _lengths)),
}


def _paint(gradients: Sequence[str]) -> tuple[tuple[str, Text], ...]:
    """The attributes of paint, whose references lead to one of `gradients`."""
    colours = st.sampled_from([*_COLOURS, *(f"url(#{name})" for name in gradients)])
    return (
        ("fill", colours),
        ("stroke", colours),
        ("stroke-width", _lengths),
        ("opacity", _fractions),
        ("style", st.just("fill: red; stroke: blue")),
        ("transform", _transforms),
    )


@st.composite
def _shape(draw: st.DrawFn, gradients: tuple[str, ...]) -> str:
    name = draw(st.sampled_from(sorted(_SHAPES)))
    paint = draw(st.lists(st.sampled_from(_paint(gradients)), unique_by=lambda pair: pair[0], max_size=3))
    given = [draw(_attribute(*pair)) for pair in (*_SHAPES[name], *paint)]
    inside = draw(st.sampled_from(["", "<title>one</title>", '<animate attributeName="opacity" dur="1s" to="0"/>']))
    close = f">{inside}</{name}>" if inside else draw(st.sampled_from(["/>", " />", f"></{name}>"]))
    return f"<{name}{''.join(given)}{close}"


def _text(first: str, second: str) -> str:
    return f'<text x="1" y="20">{first}<tspan>{second}</tspan></text>'


@cache
def content(gradients: tuple[str, ...] = ()) -> Text:
    """What may stand in a drawing: shapes, text, comments, groups of all these.

    An id is left open, as ``{id}``, for `numbered` to give each element one of its own.
    """
    leaves = st.one_of(
        _shape(gradients),
        st.builds(_text, _words, _words),
        st.sampled_from(_COMMENTS),
        st.just("<style><![CDATA[ .sun > path { fill: red } ]]></style>"),
        st.sampled_from(_BLANKS),
    )
    groups = st.sampled_from(
        ["g", 'g id="{id}"', 'g class="sun"', "defs", 'a href="https://example.com/"', 'symbol id="{id}"']
    )
    return st.recursive(leaves, lambda inner: st.builds(_group, groups, st.lists(inner, max_size=3)), max_leaves=5)


def _group(tag: str, children: list[str]) -> str:
    return f"<{tag}>{''.join(children)}</{tag.partition(' ')[0]}>"


def numbered(text: str) -> str:
    """`text` with its open ids filled in, each another."""
    head, *rest = text.split("{id}")
    numbers: Callable[[], int] = count(1).__next__
    return head + "".join(f"part-{numbers()}{piece}" for piece in rest)


@st.composite
def svgs(draw: st.DrawFn) -> str:
    """An SVG document in which svgguard finds no fault: strict XML in its namespace, every value by its grammar.

    Groups, shapes, gradients, text in several scripts, comments, CDATA, animation; either quote, any white space.
    """
    gradients = draw(st.sampled_from([(), ("shade",), ("shade", "glow")]))
    frame = draw(st.sampled_from([' viewBox="0 0 100 100"', ' width="10" height="10"', " viewBox='-10 -10 140 140'"]))
    prolog = draw(
        st.sampled_from(["", '<?xml version="1.0" encoding="UTF-8"?>\n', "<!-- drawn -->\n", "<!DOCTYPE svg>\n"])
    )
    tail = draw(st.sampled_from(["", "\n", "\r\n", "\n<!-- end -->\n"]))
    defs = "".join(_GRADIENT.format(name) for name in gradients)
    body = "".join(draw(st.lists(content(gradients), max_size=5)))
    return numbered(f"{prolog}<svg {NAMESPACE}{frame}>{defs and f'<defs>{defs}</defs>'}{body}</svg>{tail}")


_GRADIENT = (
    '<linearGradient id="{}"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="#00f"/></linearGradient>'
)
