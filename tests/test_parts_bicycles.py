"""By picture, bicycles that are drawn in different ways: a fork that is gone or moved is told without labels."""

from __future__ import annotations

import re

import pytest

import svgguard
from svgguard.parts.inventory import Presence
from svgguard.parts.specification import asked, drawing

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><rect width="400" height="300" fill="#eef"/>'


def _ring(x: int, y: int, radius: int) -> str:
    return f"M{x - radius} {y}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0Z"


BICYCLES = {
    "paths alone": f"""{_HEAD}
<path id="rear-wheel" d="{_ring(110, 210, 50)}" fill="none" stroke="#222" stroke-width="6"/>
<path id="front-wheel" d="{_ring(280, 210, 50)}" fill="none" stroke="#222" stroke-width="6"/>
<path id="frame" d="M110 210L160 140L190 210Z M160 140L248 128 M190 210L252 146"
 fill="none" stroke="#06c" stroke-width="6"/>
<path id="fork" d="M246 122L256 156Q266 186 280 210" fill="none" stroke="#06c" stroke-width="6"/>
<path id="handlebar" d="M246 124L240 106L266 100" fill="none" stroke="#444" stroke-width="6"/>
<path id="saddle" d="M142 134Q160 124 180 134" fill="none" stroke="#111" stroke-width="9"/>
</svg>""",
    "groups that are moved": f"""{_HEAD}
<g transform="translate(20 40) scale(1.2)">
<g id="rear-wheel" transform="translate(70 140)" fill="none" stroke="#222"><circle r="40" stroke-width="5"/>
<path d="M-40 0H40M0 -40V40M-28 -28L28 28M28 -28L-28 28"/></g>
<g id="front-wheel" transform="translate(220 140)" fill="none" stroke="#222"><circle r="40" stroke-width="5"/>
<path d="M-40 0H40M0 -40V40M-28 -28L28 28M28 -28L-28 28"/></g>
<g id="frame" transform="translate(70 140)" fill="none" stroke="#b33" stroke-width="5">
<path d="M0 0L46 -62L72 0Z"/><path d="M46 -62L122 -70L72 0"/></g>
<g id="fork" transform="translate(190 64) rotate(-4)" stroke="#b33" stroke-width="5"><line x2="24" y2="78"/></g>
<g id="handlebar" transform="translate(190 64)" fill="none" stroke="#333" stroke-width="5">
<polyline points="1 4 -2 -14 18 -18"/></g>
<ellipse id="saddle" cx="116" cy="74" rx="18" ry="5"/></g>
</svg>""",
    "one wheel used twice": f"""{_HEAD}
<defs><g id="round"><circle r="46" fill="#fff" stroke="#333" stroke-width="7"/><circle r="5"/>
<path d="M0 0V-46M0 0L40 23M0 0L-40 23" stroke="#999"/></g></defs>
<use id="rear-wheel" href="#round" x="120" y="200"/><use id="front-wheel" href="#round" transform="translate(290 200)"/>
<path id="frame" d="M120 200L172 134L200 200L120 200M172 134L256 128L200 200"
 fill="none" stroke="#393" stroke-width="7"/>
<path id="fork" d="M254 122L290 200" stroke="#393" stroke-width="7"/>
<path id="handlebar" d="M254 124L248 104H274" fill="none" stroke="#333" stroke-width="5"/>
<rect id="saddle" x="152" y="124" width="38" height="9" rx="4"/>
</svg>""",
    "strokes as polygons": f"""{_HEAD}
<circle id="rear-wheel" cx="110" cy="200" r="48" fill="none" stroke="#222" stroke-width="8"/>
<circle id="front-wheel" cx="285" cy="200" r="48" fill="none" stroke="#222" stroke-width="8"/>
<g id="frame" fill="#c60"><polygon points="107 198 113 202 166 132 160 128"/>
<polygon points="160 128 166 128 199 202 193 202"/>
<polygon points="110 197 196 197 196 203 110 203"/><polygon points="163 127 250 122 250 129 163 134"/>
<polygon points="193 199 249 124 254 129 199 203"/></g>
<polygon id="fork" points="246 116 253 113 289 199 281 202" fill="#c60"/>
<polygon id="handlebar" points="242 98 272 94 272 100 249 104 254 120 247 122" fill="#444"/>
<polygon id="saddle" points="144 122 184 120 180 130 148 130"/>
</svg>""",
}
WANTED = ["rear wheel", "front wheel", "frame", "fork", "handlebar", "saddle"]


def without(svg: str, name: str) -> str:
    """A drawing without one of its parts."""
    found = re.search(rf'<(\w+)[^>]*\bid="{name}"[^>]*?(/>|>)', svg)
    assert found is not None
    end = found.end() if found[2] == "/>" else svg.index(f"</{found[1]}>", found.end()) + len(f"</{found[1]}>")
    return svg[: found.start()] + svg[end:]


def moved(svg: str, name: str, by: str) -> str:
    """A drawing with one of its parts elsewhere."""
    return re.sub(
        rf'<(\w+)([^>]*\bid="{name}")([^>]*>)', rf'<g transform="translate({by})"><\1\2\3', without_end(svg, name)
    )


def without_end(svg: str, name: str) -> str:
    """A drawing in which the group that `moved` opens is closed."""
    found = re.search(rf'<(\w+)[^>]*\bid="{name}"[^>]*?(/>|>)', svg)
    assert found is not None
    end = found.end() if found[2] == "/>" else svg.index(f"</{found[1]}>", found.end()) + len(f"</{found[1]}>")
    return f"{svg[:end]}</g>{svg[end:]}"


def stripped(svg: str) -> str:
    """A drawing whose ids say nothing."""
    names = {name: f"n{n}" for n, name in enumerate(re.findall(r'id="([^"]*)"', svg))}
    return re.sub(r'(id="|#)([a-z-]+)"', lambda m: f'{m[1]}{names[m[2]]}"' if m[2] in names else m[0], svg)


def faulty(svg: str, wanted: object) -> dict[str, Presence]:
    return {s.part: s.presence for s in svgguard.check(svg, parts=wanted).parts if s.faulty}  # type: ignore[arg-type]


@pytest.fixture(params=BICYCLES, ids=lambda name: name.replace(" ", "-"))
def bicycle(request: pytest.FixtureRequest) -> str:
    return BICYCLES[request.param]


@pytest.fixture(params=[str, stripped], ids=["labelled", "stripped"])
def change(request: pytest.FixtureRequest) -> type[str]:
    return request.param  # type: ignore[no-any-return]


def test_a_whole_bicycle_has_all_its_parts(bicycle: str, change: type[str]) -> None:
    assert faulty(change(bicycle), WANTED) == {}


def test_a_bicycle_without_its_fork(bicycle: str, change: type[str]) -> None:
    assert faulty(change(without(bicycle, "fork")), WANTED) == {"fork": Presence.MISSING}


def test_a_fork_that_does_not_reach_the_wheel(bicycle: str, change: type[str]) -> None:
    found = faulty(change(moved(bicycle, "fork", "0 -90")), WANTED)
    assert found in ({"fork": Presence.MISSING}, {"fork": Presence.LOOSE}, {"front wheel": Presence.LOOSE})


def test_a_wheel_that_nothing_reaches(bicycle: str, change: type[str]) -> None:
    found = faulty(change(moved(bicycle, "front-wheel", "70 0")), [p for p in WANTED if p != "saddle"])
    assert set(found) & {"front wheel", "fork"}


def test_a_frame_that_does_not_reach_the_rear_wheel(bicycle: str) -> None:
    wanted = asked([drawing("pelican-bicycle").part(name) for name in ("bicycle", *WANTED)])
    assert set(faulty(moved(bicycle, "rear-wheel", "-60 0"), wanted)) & {"frame", "rear wheel"}
    assert faulty(bicycle, wanted) == {}


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        ('<rect x="20" y="60" width="30" height="30"/>', Presence.UNKNOWN),
        ('<path d="M20 60h40l-9 30z"/>', Presence.UNKNOWN),
        ('<circle cx="40" cy="70" r="20"/>', Presence.FOUND),
        ('<path d="M20 70a20 20 0 1 0 40 0a20 20 0 1 0 -40 0z"/>', Presence.FOUND),
        ('<ellipse cx="40" cy="70" rx="20" ry="18"/>', Presence.FOUND),
        ('<rect x="20" y="50" width="40" height="40" rx="20"/>', Presence.FOUND),
    ],
)
def test_what_is_called_a_wheel_is_one_only_if_it_is_round(shape: str, found: Presence) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><!-- Wheel -->{shape}</svg>'
    assert [part.presence for part in svgguard.check(svg, parts=["wheel"]).parts] == [found]
