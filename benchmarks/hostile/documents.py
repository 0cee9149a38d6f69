"""Hostile documents by class: each asks for far more than its bytes promise, or for what breaks an engine."""

# ruff: noqa: E501 - a document is one line

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SHAPE = '<rect width="50" height="50" fill="blue"/>'


def svg(body: str, attributes: str = 'viewBox="0 0 100 100"') -> str:
    return f"{HEAD} {attributes}>{body}</svg>"


def png(width: int, height: int) -> str:
    """A data URI of an empty picture, which packs a thousand pixels into a byte."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (1 + (width + 7) // 8)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(data).decode()


def nested(levels: int, times: int, leaf: str = SHAPE, href: str = "href") -> str:
    groups = [f'<g id="n0">{leaf}</g>']
    groups += [f'<g id="n{i}">' + f'<use {href}="#n{i - 1}"/>' * times + "</g>" for i in range(1, levels + 1)]
    return f'<defs>{"".join(groups)}</defs><use {href}="#n{levels}"/>'


def chained(kind: str, uses: str, links: int, times: int) -> str:
    """Elements of a kind, the content of each painted with the one before."""
    parts = [f'<{kind} id="c0" width="9" height="9">{SHAPE}</{kind}>']
    for i in range(1, links + 1):
        shapes = f'<path d="M0 0L90 0 90 90Z" {uses}="url(#c{i - 1})"/>' * times
        parts.append(f'<{kind} id="c{i}" width="9" height="9">{shapes}</{kind}>')
    return "".join(parts) + f'<path d="M0 0L90 0 90 90Z" {uses}="url(#c{links})"/>'


def filtered(primitives: str, times: int = 1, region: str = "") -> str:
    shapes = '<rect width="99" height="99" fill="red" filter="url(#f)"/>' * times
    return svg(f'<filter id="f" {region}>{primitives}</filter>{shapes}')


def dashes() -> Iterator[str]:
    for far in ("1e5", "1e8", "1e18", "1e30", "1e300"):
        yield svg(f'<circle r="{far}" stroke="red" stroke-dasharray="1"/>')
        yield svg(f'<path d="M0 0L{far} 1" stroke="red" stroke-dasharray="0.001 0.002"/>')
        yield svg(f'<style>line{{stroke:red;stroke-dasharray:.01}}</style><line x2="{far}"/>')
    yield svg('<path d="M0 0{}" stroke="red" stroke-dasharray="1e-6"/>'.format("L99 99L0 1" * 2000))
    yield svg('<rect width="90" height="90" stroke="red" stroke-dasharray="1e-12"/>')
    yield svg('<g stroke="red" stroke-dasharray="1e-5">' + '<line x2="1e6"/>' * 40 + "</g>")


def coordinates() -> Iterator[str]:
    for far in ("1e7", "1e20", "3e38", "1e308", "-1e30", "1e999"):
        yield svg(f'<rect x="{far}" width="{far}" height="{far}"/>')
        yield svg(f'<path d="M0 0C{far} 1 2 {far} 9 9A{far} {far} 0 1 1 {far} 3" stroke="red"/>')
        yield svg(f'<g transform="scale({far})"><circle r="9" stroke="red" stroke-width="{far}"/></g>')
        yield svg(SHAPE, f'viewBox="0 0 {far} {far}"')
    yield svg(SHAPE, 'viewBox="0 0 1e-300 1e-300"')
    yield svg(SHAPE, 'width="1000000000" height="1000000000"')
    yield svg(SHAPE, 'width="1" height="100000"')


def references() -> Iterator[str]:
    for levels, times in ((5, 10), (10, 10), (16, 2), (30, 2), (60, 2), (150, 1)):
        yield svg(nested(levels, times))
        yield svg(nested(levels, times, href="xlink:href"))
    for kind, uses in (("pattern", "fill"), ("mask", "mask"), ("clipPath", "clip-path"), ("marker", "marker-mid")):
        yield svg(chained(kind, uses, 9, 8))
        yield svg(chained(kind, uses, 25, 2))
        yield svg(chained(kind, uses, 2000, 1))
        yield svg(
            f'<{kind} id="a"><path d="M0 0L9 9 9 0" {uses}="url(#a)"/></{kind}><path d="M0 0L9 9" {uses}="url(#a)"/>'
        )
    yield svg('<pattern id="p" width="1e-5" height="1e-5" patternUnits="userSpaceOnUse"><rect width="1" height="1"/></pattern>'
              '<rect width="90" height="90" fill="url(#p)"/>')  # fmt: skip
    yield svg('<use id="a" href="#a"/><g id="g"><use href="#g"/></g>')
    yield svg('<symbol id="s" viewBox="0 0 1 1"><use href="#s"/></symbol><use href="#s"/>')
    yield svg(
        '<mask id="m"><rect width="99" height="99" fill="white"/></mask>'
        + '<g mask="url(#m)">' * 150
        + SHAPE
        + "</g>" * 150
    )


def filters() -> Iterator[str]:
    glow = '<feGaussianBlur stdDeviation="3" result="b"/><feMerge><feMergeNode in="b"/><feMergeNode in="SourceGraphic"/></feMerge>'
    yield filtered(glow, 240)
    yield filtered(glow, 3000)
    yield filtered('<feGaussianBlur stdDeviation="9"/>' * 3000)
    yield filtered('<feGaussianBlur stdDeviation="1e9"/>', region='x="-1e6" y="-1e6" width="1e9" height="1e9"')
    yield filtered('<feGaussianBlur stdDeviation="1e30"/>')
    yield filtered('<feTurbulence baseFrequency="9" numOctaves="2000000000"/>')
    yield filtered('<feTurbulence baseFrequency="1e30" numOctaves="9"/>' * 20)
    yield filtered('<feTurbulence baseFrequency=".5" numOctaves="10"/>' * 200)
    for radius in ("30", "500", "1e9", "1e300"):
        yield filtered(f'<feMorphology operator="dilate" radius="{radius}"/>')
    yield svg('<filter id="f"><feMorphology radius="1"/></filter><g transform="scale(1e3)"><g transform="scale(99)">'
              '<rect width="1" height="1" filter="url(#f)"/></g></g>')  # fmt: skip
    for order in ("60", "20000", "1e9 1e9"):
        yield filtered(f'<feConvolveMatrix order="{order}" kernelMatrix="1 2 3"/>')
    yield filtered('<feDisplacementMap in2="SourceGraphic" scale="1e30"/>' * 50)
    yield filtered('<feSpecularLighting specularExponent="128"><fePointLight z="9"/></feSpecularLighting>' * 60)
    yield filtered("<feTile/><feOffset dx='1e30'/>" * 500)
    yield filtered(f'<feImage href="{png(5000, 5000)}"/>' * 6)
    yield svg(
        '<style>*{filter:url(#f)}</style><filter id="f"><feGaussianBlur stdDeviation="20"/></filter>' + SHAPE * 500
    )
    yield svg('<g filter="blur(40px) drop-shadow(0 0 40px red)">' * 100 + SHAPE + "</g>" * 100)


def layers() -> Iterator[str]:
    for depth in (50, 150, 190, 250, 10_000, 200_000):
        yield svg("<g>" * depth + SHAPE + "</g>" * depth)
        yield svg('<g opacity=".9">' * depth + SHAPE + "</g>" * depth)
    yield svg('<g opacity=".99"><rect width="99" height="99"/><rect width="9" height="9"/></g>' * 20_000)
    yield svg('<g style="mix-blend-mode:multiply;isolation:isolate">' * 180 + SHAPE + "</g>" * 180)
    yield svg("<svg>" * 180 + SHAPE + "</svg>" * 180)
    yield svg("<a><switch>" * 95 + SHAPE + "</switch></a>" * 95)


def quantity() -> Iterator[str]:
    yield svg('<rect width="1" height="1"/>' * 90_000)
    yield svg('<rect width="1" height="1"/>' * 400_000)
    yield svg("<rect " + " ".join(f'a{i}="1"' for i in range(20_000)) + "/>")
    yield svg("<rect " + 'x="1" ' * 5_000 + "/>")
    yield svg('<path stroke="red" fill="none" d="M0 0{}"/>'.format("L1 2L35 4" * 300_000))
    yield svg(
        '<path stroke="red" fill="red" stroke-width="9" stroke-linejoin="round" d="M0 0{}"/>'.format(
            "L99 99L0 50" * 40_000
        )
    )
    yield svg('<polygon points="{}" fill-rule="evenodd"/>'.format("1,2 99,98 " * 100_000))
    yield svg('<path d="M0 0{}" stroke="red"/>'.format("A9 5 30 1 0 50 50 9 5 30 0 1 1 1" * 30_000))
    yield svg(
        '<linearGradient id="g">'
        + '<stop offset=".5"/>' * 50_000
        + '</linearGradient><rect fill="url(#g)" width="9" height="9"/>'
    )
    yield svg(f"<!--{'-x' * 1_000_000}-->")
    yield svg(
        '<clipPath id="c">'
        + '<circle r="9"/>' * 5_000
        + "</clipPath>"
        + '<rect width="9" height="9" clip-path="url(#c)"/>' * 500
    )


def text() -> Iterator[str]:
    for count in (5_000, 19_000, 200_000):
        yield svg(f"<text>{'W' * count}</text>")
        yield svg('<path id="p" d="M0 50H99"/><text><textPath href="#p">' + "iW " * (count // 3) + "</textPath></text>")
    yield svg('<text font-size="1e9">W</text>')
    yield svg('<text font-size="1e-30" stroke="red">WWWW</text>')
    yield svg("<text>" + "<tspan>" * 150 + "a" + "</tspan>" * 150 + "</text>")
    yield svg("<text>" + "<tspan dy='1' rotate='9'>ab</tspan>" * 6_000 + "</text>")
    yield svg("<text>" + "a\u0300\u0301\u0302" * 4_000 + "</text>")
    yield svg("<text>" + "\u202e\u2066\u05d0a" * 4_000 + "</text>")
    yield svg('<text textLength="1e30" letter-spacing="1e30">abc</text>')


def style() -> Iterator[str]:
    yield svg("<style>" + "".join(f"g g g rect.c{i}{{fill:red}}" for i in range(3_000)) + "</style>" + SHAPE * 3_000)
    yield svg("<style>" + "a," * 200_000 + "b{fill:red}</style>" + SHAPE * 100)
    yield svg("<style>" + "{" * 100_000 + "</style>" + SHAPE)
    yield svg("<style>" + ":not(" * 5_000 + "a" + ")" * 5_000 + "{}</style>" + SHAPE)
    yield svg("<style>" + "* > " * 5_000 + "rect{fill:red}</style>" + "<g>" * 150 + SHAPE * 100 + "</g>" * 150)
    yield svg("<style>" + "[a]" * 50_000 + "{fill:red}</style>" + SHAPE)
    yield svg("<style>rect{" + "fill:red;" * 60_000 + "}</style>" + SHAPE * 100)
    yield svg("<style>" + "/*" * 200_000 + "</style>" + SHAPE)
    yield svg(f'<rect width="9" height="9" style="{"fill:red;" * 50_000}"/>')
    yield svg(f'<rect width="9" height="9" class="{"c " * 100_000}"/>')
    yield svg(f'<rect width="9" height="9" transform="{"rotate(1)" * 50_000}"/>')


def images() -> Iterator[str]:
    for side in (1_000, 5_000, 9_000, 20_000, 30_000):
        yield svg(f'<image width="90" height="90" href="{png(side, side)}"/>')
    yield svg(f'<image id="i" width="9" height="9" href="{png(4_000, 4_000)}"/>' + '<use href="#i"/>' * 500)
    yield svg(f'<image width="1e9" height="1e9" href="{png(64, 64)}"/>')
    inner = svg(SHAPE)
    for _ in range(10):
        data = base64.b64encode(inner.encode()).decode()
        inner = svg(f'<image width="90" height="90" href="data:image/svg+xml;base64,{data}"/>')
    yield inner
    yield svg('<image width="9" height="9" href="data:image/png;base64,iVBORw0KGgo="/>' * 3_000)


def entities() -> Iterator[str]:
    for what in ("<text>&a9;</text>", '<rect id="&a9;" width="5" height="5"/>'):
        chain = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
        yield f'<!DOCTYPE svg [<!ENTITY a0 "lolololol">{chain}]>' + svg(what)
    yield f'<!DOCTYPE svg [<!ENTITY a "{"A" * 50_000}">]>' + svg("<text>" + "&a;" * 20_000 + "</text>")
    yield '<!DOCTYPE svg [<!ENTITY a "&b;"><!ENTITY b "&a;">]>' + svg("<text>&a;</text>")
    yield '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg("<text>&x;</text>")
    yield '<!DOCTYPE svg SYSTEM "http://127.0.0.1:9/x.dtd">' + svg(SHAPE)


CLASSES = {
    kind.__name__: kind
    for kind in (dashes, coordinates, references, filters, layers, quantity, text, style, images, entities)
}


def documents() -> Iterator[tuple[str, str]]:
    """Name and text of each."""
    for name, kind in CLASSES.items():
        yield from ((f"{name}-{number:02}", one) for number, one in enumerate(kind(), 1))
