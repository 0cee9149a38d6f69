"""Legitimate drawings and texts that repeat themselves, up to 400 elements of each kind: controls for loop detection.

Every pattern stays on its canvas, as one that a model draws on purpose does.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterator
from random import Random

MOST = 400


def _svg(random: Random, body: Callable[[int, int], str]) -> str:
    width, height = random.choice([(100, 100), (200, 200), (512, 512), (800, 600), (1000, 1000), (64, 64)])
    size = random.choice(["", f' width="{width}" height="{height}"'])
    sheet = "\n".join(["<defs/>", body(width, height), "</svg>"])
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"{size}>\n{sheet}\n'


def _lines(items: Iterator[str], random: Random) -> str:
    return random.choice(["\n", "\n  ", ""]).join(items)


def _grid(random: Random, element: str) -> str:
    """A grid of elements, row by row; `element` is a template of x and y, or of column and row."""
    columns, rows = random.randint(5, 20), random.randint(5, 20)

    def body(width: int, height: int) -> str:
        places = ((c, r) for r in range(rows) for c in range(columns))
        return _lines(
            (element.format(x=c * width // columns, y=r * height // rows, c=c, r=r) for c, r in places), random
        )

    return _svg(random, body)


def _field(random: Random, element: str) -> str:
    """Things strewn about: stars, snow, grass."""
    count = random.randint(50, MOST)

    def body(width: int, height: int) -> str:
        return _lines(
            (
                element.format(x=random.randint(0, width), y=random.randint(0, height), r=random.choice([0.5, 1, 1.5]))
                for _ in range(count)
            ),
            random,
        )

    return _svg(random, body)


def _relative_path(random: Random) -> str:
    """One long path of relative segments: a staircase, a zigzag, waves, dashes, teeth, a serpentine."""
    motif = random.choice(
        [
            "h{a} v{a} ",
            "l{a} 0 ",
            "l{a},{a} l{a},-{a} ",
            "q{a} -{b} {a} 0 t{a} 0 ",
            "c{a} -{b} {a} {b} {b} 0",
            "h{a}m{a} 0",
            "h{a}v{a}h-{a}zm{b} 0",
            "a{a} {a} 0 0 1 {b} 0 ",
            "H{b} v{a} H0 v{a} ",
            "l{a} -{b} l{a} {b} ",
            "s{a} {b} {b} 0 ",
            "v-{b} h{a} v{b} h{a} ",
            "v-{b} h{a} v{a} h{a} v-{a} h{a} v{b} c{a} -{a} {b} -{a} {b} 0 ",
            "l{a} -{b} q{a} -{a} {b} 0 l{a} {b} a{a} {a} 0 0 1 {b} 0 l{a} -{a} l{a} {a} h{a} ",
        ]
    )

    def body(width: int, height: int) -> str:
        count = random.randint(40, MOST)
        a = round(min(width, height) / count / 3, 2)
        b = round(2 * a, 2)
        unit = motif.format(a=a, b=b)
        return f'<path d="M0 {height // 2} {unit * count}" fill="none" stroke="black"/>'

    return _svg(random, body)


def _absolute_path(random: Random) -> str:
    """A graph, a spiral or a star with a point for every few degrees."""
    count = random.randint(50, MOST)
    kind = random.randrange(3)

    def body(width: int, height: int) -> str:
        points = []
        for i in range(count):
            angle = math.tau * i / (count if kind == 2 else 20)
            reach = width / 2 * (i / count if kind == 1 else (1, 0.5)[i % 2])
            x, y = (width / 2 + reach * math.cos(angle), height / 2 + reach * math.sin(angle))
            if kind == 0:
                x, y = width * i / count, height / 2 * (1 + math.sin(angle))
            points.append(f"{x:.1f},{y:.1f}")
        if random.random() < 0.5:
            return f'<polyline points="{" ".join(points)}" fill="none" stroke="teal"/>'
        return f'<path d="M{" L".join(points)}" fill="none" stroke="teal"/>'

    return _svg(random, body)


def _turned(random: Random) -> str:
    """Spokes, petals, ticks of a dial: one shape turned about a centre, alone or each in its group."""
    count = random.choice([12, 24, 36, 60, 72, 90, 120, 180, 360])
    shape = random.choice(
        [
            '<line x1="50" y1="2" x2="50" y2="8" stroke="black" transform="rotate({a} 50 50)"/>',
            '<g transform="rotate({a} 50 50)"><ellipse cx="50" cy="20" rx="4" ry="12" fill="gold" opacity="0.6"/></g>',
            '<use href="#petal" transform="rotate({a})"/>',
        ]
    )
    return _svg(random, lambda w, h: _lines((shape.format(a=360 * i // count) for i in range(count)), random))


def _bars(random: Random) -> str:
    """Bars, ticks, stripes, piano keys: one row whose numbers grow evenly."""
    count = random.randint(20, MOST)
    shape = random.choice(
        [
            '<rect x="{x}" y="10" width="2" height="80" fill="#333"/>',
            '<line x1="{x}" y1="0" x2="{x}" y2="{h}" stroke="grey"/>',
            '<text x="{x}" y="95" font-size="3">{n}</text>',
            '<stop offset="{o}" stop-color="hsl({n},50%,50%)"/>',
            '<g id="key-{n}"><rect x="{x}" y="0" width="3" height="40"/><text x="{x}" y="44">{n}</text></g>',
        ]
    )

    def body(width: int, height: int) -> str:
        xs = ((i, round(i * width / count, 2), round(i / count, 4)) for i in range(count))
        return _lines((shape.format(x=x, o=o, n=2000 + i, h=height) for i, x, o in xs), random)

    return _svg(random, body)


def _text_rows(random: Random) -> str:
    """Lines of like text, each moved down from the last."""
    count = random.randint(10, 40)
    row = random.choice(["0101 0110 1010", "* * * * * *", "~~~~~~~~", "lorem ipsum"])
    span = f'<tspan x="5" dy="{random.choice(["2", "1.2", "0.1em"])}">{row}</tspan>'
    return _svg(random, lambda w, h: f'<text x="5" y="2">{_lines((span for _ in range(count)), random)}</text>')


def _animations(random: Random) -> str:
    """Many things that blink alike, and long lists of values that do not repeat exactly."""
    count = random.randint(10, 100)
    values = ";".join(str(random.choice([0, 1, 0.5])) for _ in range(150))

    def body(width: int, height: int) -> str:
        blink = f'<animate attributeName="opacity" values="{values[:40]}" dur="2s" repeatCount="indefinite"/>'
        circles = (f'<circle cx="{i % width}" cy="{i * 7 % height}" r="1">{blink}</circle>' for i in range(count))
        return _lines(circles, random) + f'<animate attributeName="r" values="{values}" dur="9s"/>'

    return _svg(random, body)


def _dashes(random: Random) -> str:
    """Strokes dashed by long arrays, in many elements."""
    array = " ".join(str(random.choice([1, 2, 4])) for _ in range(30))
    even = ",".join(["4 2"] * random.randint(5, 40))
    rows = (f'<path d="M0 {i}H90" stroke="red" stroke-dasharray="{array}"/>' for i in range(random.randint(5, 60)))
    return _svg(random, lambda w, h: _lines(rows, random) + f'<path d="M0 0H90" stroke-dasharray="{even}"/>')


def _image(random: Random) -> str:
    """A picture inside the picture."""
    data = base64.b64encode(bytes(random.choice([0, 0, 255, random.randrange(256)]) for _ in range(6000))).decode()
    return _svg(random, lambda w, h: f'<image width="{w}" height="{h}" href="data:image/png;base64,{data}"/>')


def _nested(random: Random) -> str:
    """Deep groups, each line indented further, and their end tags."""
    depth, step = random.randint(10, 60), random.choice([2, 4])
    opened = "\n".join(f'{" " * step * i}<g id="level-{i}">' for i in range(depth))
    closed = "\n".join(f"{' ' * step * i}</g>" for i in reversed(range(depth)))
    return _svg(random, lambda w, h: f'{opened}\n<rect width="9" height="9"/>\n{closed}')


def _matrix(random: Random) -> str:
    """Filters with one value to a line, indented to their column."""
    blank = "\n" + " " * random.randint(20, 60)
    values = blank.join("1 0 0 0 0" if i % 2 else "0 0 0 0 0" for i in range(4))
    nodes = "".join('<feMergeNode in="SourceGraphic"/>' for _ in range(random.randint(2, 6)))
    return _svg(
        random, lambda w, h: f'<filter id="f"><feColorMatrix values="{values}"/><feMerge>{nodes}</feMerge></filter>'
    )


def _doubled(random: Random) -> str:
    """A few elements written two times over: a glow of like strokes, a shape and its shadow."""
    element = f'<path d="M{random.randint(0, 9)} 5C1 2 3 4 5 6S7 8 9 10" fill="white" stroke="gold" opacity="0.3"/>\n'
    block = "".join(f'<circle cx="{random.randint(0, 99)}" cy="9" r="4" fill="#fff"/>\n' for _ in range(8))
    return _svg(random, lambda w, h: element * 2 + block * 2 + element)


def _plan(random: Random) -> str:
    """A plan in points and tables before the drawing."""
    things = ["wheel", "frame", "sky", "pelican", "beak", "road", "sun", "basket", "saddle", "wing"]
    points = [
        f"*   {random.choice(things)} {i}: x from {random.randint(0, 400)} to {random.randint(0, 400)}."
        for i in range(random.randint(20, 150))
    ]
    table = ["| part | x | y |", "|" + "-" * 30 + "|" + ":---:|" * 2]
    table += [f"| {random.choice(things)} | {i * 10} | {i * 10} |" for i in range(random.randint(5, 40))]
    rule = random.choice(["-", "=", "*"]) * random.randint(10, 120)
    return "\n".join([*points, rule, *table, rule, "```svg", _grid(random, '<circle cx="{x}" cy="{y}" r="1"/>')])


PATTERNS: dict[str, Callable[[Random], str]] = {
    "grid of squares": lambda r: _grid(r, '<rect x="{x}" y="{y}" width="4" height="4" fill="#{c:x}{r:x}8"/>'),
    "grid of uses": lambda r: _grid(r, '<use href="#tile" x="{x}" y="{y}"/>'),
    "grid of moved groups": lambda r: _grid(
        r, '<g transform="translate({x},{y})"><circle r="2"/><path d="M0 0h3"/></g>'
    ),
    "grid of named cells": lambda r: _grid(r, '<rect id="cell-{r}-{c}" class="cell" x="{x}" y="{y}"/>'),
    "star field": lambda r: _field(r, '<circle cx="{x}" cy="{y}" r="{r}" fill="white"/>'),
    "grass": lambda r: _field(r, '<path d="M{x} {y}q1 -4 2 -6" stroke="green"/>'),
    "relative path": _relative_path,
    "absolute path": _absolute_path,
    "turned about a centre": _turned,
    "bars and ticks": _bars,
    "rows of text": _text_rows,
    "animations": _animations,
    "dash arrays": _dashes,
    "embedded image": _image,
    "nested groups": _nested,
    "filters": _matrix,
    "elements twice": _doubled,
    "plans and tables": _plan,
}
"""How to make a text of each kind."""
