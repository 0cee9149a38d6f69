"""What the property tests are fed: drawings made by a grammar, broken drawings, and whole answers around either."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'

_numbers = st.integers(-20, 120).map(str) | st.sampled_from(["0.5", "-1.25", ".75", "1e2"])
_colours = st.sampled_from(["red", "#0a0", "#12345678", "none", "currentColor", "rgb(1, 2, 3)", "url(#shade)"])
_spaces = st.sampled_from([" ", "\n", "\n  ", "\r\n\t", "  "])
_words = st.sampled_from(["wheel", "a &lt; b", "&#233;t&#xe9;", "R&amp;D", "日本", "it's", 'said "so"', "-", "a -> b"])


def _attribute(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    quoted = st.tuples(values, st.sampled_from("\"'")).map(lambda pair: f"{pair[1]}{pair[0]}{pair[1]}")
    return st.tuples(_spaces, st.sampled_from(["=", "=", " = "]), quoted).map(lambda p: f"{p[0]}{name}{p[1]}{p[2]}")


_path_data = st.lists(
    st.tuples(st.sampled_from("MLHVCSQTAZmlz"), st.lists(_numbers, max_size=7)).map(lambda p: p[0] + " ".join(p[1])),
    min_size=1,
    max_size=4,
).map(lambda segments: "M0 0" + "".join(segments))

_GEOMETRY: dict[str, tuple[tuple[str, st.SearchStrategy[str]], ...]] = {
    "circle": (("cx", _numbers), ("cy", _numbers), ("r", _numbers)),
    "ellipse": (("rx", _numbers), ("ry", _numbers)),
    "line": (("x1", _numbers), ("y1", _numbers), ("x2", _numbers), ("y2", _numbers)),
    "path": (("d", _path_data),),
    "polygon": (("points", st.lists(_numbers, min_size=2, max_size=6).map(" ".join)),),
    "rect": (("x", _numbers), ("y", _numbers), ("width", _numbers), ("height", _numbers)),
}
_PAINT = (
    ("fill", _colours),
    ("stroke", _colours),
    ("stroke-width", _numbers),
    ("style", st.just("fill: red; stroke: blue")),
    ("transform", st.just("translate(1 2) rotate(45)")),
)


@st.composite
def _shape(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(sorted(_GEOMETRY)))
    given = [draw(_attribute(*pair)) for pair in _GEOMETRY[name]]
    given += [draw(_attribute(*pair)) for pair in draw(st.lists(st.sampled_from(_PAINT), unique=True, max_size=3))]
    inside = draw(st.sampled_from(["", "", "<title>one</title>", '<animate attributeName="r" dur="1s" to="3"/>']))
    close = f">{inside}</{name}>" if inside else draw(st.sampled_from(["/>", " />", f"></{name}>"]))
    return f"<{name}{''.join(given)}{close}"


def _wrapped(tag: str) -> Callable[[list[str]], str]:
    return lambda children: f"<{tag}>{''.join(children)}</{tag.split(' ')[0]}>"


_gradient = st.just('<linearGradient id="shade"><stop offset="0" stop-color="red"/></linearGradient>')
_text = st.tuples(_words, _words).map(lambda p: f'<text x="1" y="2">{p[0]}<tspan>{p[1]}</tspan></text>')
_comment = st.sampled_from(["<!-- front wheel -->", "<!---->", "<!-- a < b & c -->", "<!-- - -->"])
_style = st.just("<style><![CDATA[ a > b { fill: red } ]]></style>")
_leaf = st.one_of(_shape(), _shape(), _shape(), _text, _comment, _style, st.sampled_from(["\n", "\n  ", "\r\n", "\t"]))
_content = st.recursive(
    _leaf,
    lambda children: st.tuples(
        st.sampled_from(["g", 'g id="part"', "defs", 'a href="#x"', 'symbol id="s"']), st.lists(children, max_size=4)
    ).map(lambda pair: _wrapped(pair[0])(pair[1])),
    max_leaves=10,
)


@st.composite
def drawings(draw: st.DrawFn) -> str:
    """A well-formed SVG in its namespace: groups, shapes, gradients, text, comments, CDATA and references."""
    prolog = draw(
        st.sampled_from(
            ["", "", "", '<?xml version="1.0" encoding="UTF-8"?>\n', "<!-- drawn -->\n", "<!DOCTYPE svg>\n"]
        )
    )
    frame = draw(st.sampled_from(["", ' viewBox="0 0 100 100"', ' width="10" height="10"']))
    body = draw(st.lists(_content, max_size=6))
    defs = draw(st.sampled_from(["", "<defs/>"]) | _gradient)
    tail = draw(st.sampled_from(["", "\n", "\r\n", "\n<!-- end -->\n"]))
    return f"{prolog}<svg {NAMESPACE}{frame}>{defs}{''.join(body)}</svg>{tail}"


_JUNK = st.sampled_from(
    [*"<>\"'&=/-!?`\\;#[]{}", *"aMx0 \n", "</", "/>", "<!--", "-->", "--", "<![CDATA[", "]]>", "<?xml", "&lt", "&nbsp;",
     "</g>", "<g>", "</svg>", "<svg", "\x00", "\ufffe", "\ud83d", "“", ' x="1"', ' fill="red"', "```", "..."]
)  # fmt: skip


def _mutate(text: str, draw: st.DrawFn) -> str:
    at = draw(st.integers(0, len(text)))
    end = min(len(text), at + draw(st.integers(1, 12)))
    kind = draw(st.sampled_from(["insert", "delete", "double", "drop", "drop", "cut"]))
    if kind == "insert":
        return "".join([text[:at], draw(_JUNK), text[at:]])
    if kind == "delete":
        return text[:at] + text[end:]
    if kind == "double":
        return text[:end] + text[at:end] + text[end:]
    if kind == "drop":
        sign = draw(st.sampled_from(["<", ">", '"', "'", "=", "/", " ", "</g>", "</text>", "</svg>"]))
        found = text.find(sign, at)
        return text if found < 0 else text[:found] + text[found + len(sign) :]
    ending: str = draw(st.sampled_from(["", "", "</svg>", "...", "---" * 100]))
    return text[:at] + ending


@st.composite
def broken_drawings(draw: st.DrawFn) -> str:
    """A drawing after one to four accidents: spans deleted, doubled or inserted, signs dropped, the end cut off."""
    text = draw(drawings())
    for _ in range(draw(st.integers(1, 4))):
        text = _mutate(text, draw)
    return text


_WRAPPERS: tuple[Callable[[str], str], ...] = (
    lambda svg: svg,
    lambda svg: f"Here you are:\n\n{svg}\n\nEnjoy!",
    lambda svg: f"```svg\n{svg}\n```",
    lambda svg: f"Sure.\n```xml\n{svg}",
    lambda svg: f"<think>A circle <svg> perhaps.</think>\n{svg}",
    lambda svg: f"<|channel>thought\nLet me see.<channel|>{svg}<turn|>",
    lambda svg: f"thought\nA plan.\n{svg}",
    lambda svg: f"First <svg {NAMESPACE}><g/></svg>, then\n{svg}",
    lambda svg: f"<html><body>{svg}</body></html>",
    lambda svg: f"<answer>{svg}</answer>",
    lambda svg: svg.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
    lambda svg: '{"svg": "' + svg.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"}',
)


def answers() -> st.SearchStrategy[str]:
    """A whole answer of a model around a drawing, whole or broken."""
    return st.builds(lambda wrap, svg: wrap(svg), st.sampled_from(_WRAPPERS), drawings() | broken_drawings())


def texts() -> st.SearchStrategy[str]:
    """Any text at all, lone surrogates and controls included, half of it with the signs of markup."""
    anything = st.text(st.characters(exclude_categories=()), max_size=40)
    markup = st.lists(_JUNK | st.sampled_from([f"<svg {NAMESPACE}>", "<circle r='3'/>", "<text>"]), max_size=20)
    return anything | markup.map("".join)
