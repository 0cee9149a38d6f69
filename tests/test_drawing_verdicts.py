"""Whether there is a picture: ways to draw nothing, to be cut or overfull, and drawings that are none of it."""

from __future__ import annotations

import pytest

import svgguard
from svgguard.types import Policy, Severity, Status

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
DOT = '<circle cx="50" cy="50" r="30"/>'


def told(inside: str, root: str = OPEN) -> dict[str, Severity]:
    """The codes of the drawing stage, with their severities."""
    faults = svgguard.check(f"{root}{inside}</svg>").faults
    return {fault.code: fault.severity for fault in faults if fault.code.startswith("D")}


BLANK = {
    "title-only": "<title>A boat</title><desc>with a sail</desc>",
    "empty-path": '<path d="" fill="red"/>',
    "move-only": '<path d="M10 10" stroke="red"/>',
    "line-to-where-it-is": '<path d="M10 10h0L10 10" stroke="red" stroke-width="9"/>',
    "polygon-of-one-point": '<polygon points="10,10" fill="red"/>',
    "polyline-without-points": '<polyline points="" stroke="red"/>',
    "zero-radius": '<circle cx="50" cy="50" r="0"/>',
    "zero-width": '<rect width="0" height="50"/><rect width="50" height="0"/>',
    "line-without-stroke": '<line x1="0" y1="0" x2="90" y2="90"/>',
    "stroke-width-zero": '<path d="M9 9h80" fill="none" stroke="red" stroke-width="0"/>',
    "transparent-paint": '<circle cx="50" cy="50" r="30" fill="transparent"/>',
    "alpha-zero": '<circle cx="50" cy="50" r="30" fill="#ff000000"/>',
    "rgba-zero": '<circle cx="50" cy="50" r="30" fill="rgba(255,0,0,0)"/>',
    "fill-opacity-zero": '<g fill-opacity="0"><circle cx="50" cy="50" r="30"/></g>',
    "style-display-none": f'<g style="display:none">{DOT}</g>',
    "visibility-hidden": f'<g visibility="hidden">{DOT}</g>',
    "sheet-hides-all": f"<style>circle{{display:none}}</style>{DOT}",
    "sheet-fill-none": f"<style>*{{fill:none}}</style>{DOT}",
    "scaled-to-nothing": f'<g transform="scale(0)">{DOT}</g>',
    "moved-away": f'<g transform="translate(900,0)">{DOT}</g>',
    "rotated-away": '<g transform="rotate(180)"><circle cx="50" cy="50" r="30"/></g>',
    "upside-down-without-shift": f'<g transform="scale(1,-1)">{DOT}</g>',
    "all-negative": '<circle cx="-50" cy="-50" r="30"/>',
    "use-of-nothing": '<use href="#a"/><defs><g id="a"/></defs>',
    "use-off-canvas": '<defs><circle id="a" r="9"/></defs><use href="#a" x="500"/>',
    "gradient-without-stops": '<defs><linearGradient id="g"/></defs><circle cx="50" cy="50" r="30" fill="url(#g)"/>',
    "stops-all-clear": '<defs><linearGradient id="g"><stop stop-color="red" stop-opacity="0"/></linearGradient></defs>'
    '<circle cx="50" cy="50" r="30" fill="url(#g)"/>',
    "clipped-by-empty-path": f'<clipPath id="c"/><g clip-path="url(#c)">{DOT}</g>',
    "clipped-elsewhere": f'<clipPath id="c"><rect width="5" height="5"/></clipPath><g clip-path="url(#c)">{DOT}</g>',
    "masked-by-black": f'<mask id="m"><rect width="100" height="100"/></mask><g mask="url(#m)">{DOT}</g>',
    "masked-by-nothing": f'<mask id="m"/><g mask="url(#m)">{DOT}</g>',
    "only-a-marker": f'<marker id="m">{DOT}</marker>',
    "only-a-pattern": f'<pattern id="p" width="9" height="9">{DOT}</pattern>',
    "text-of-spaces": '<text x="9" y="50"> </text>',
    "text-of-size-nothing": '<text x="9" y="50" font-size="0">Hello</text>',
    "nested-viewport-without-size": f'<svg width="0" height="50">{DOT}</svg>',
    "switch-in-another-language": f'<switch><g systemLanguage="xx">{DOT}</g></switch>',
    "image-without-href": '<image width="90" height="90"/>',
}


@pytest.mark.parametrize("inside", BLANK.values(), ids=BLANK)
def test_a_blank_picture_is_told_and_never_clean(inside: str) -> None:
    result = svgguard.check(f"{OPEN}{inside}</svg>")
    assert result.status is Status.FAULTY
    assert told(inside).get("D001") is Severity.ERROR


FLAWED = {
    "text-off-the-right": ('<text x="60" y="50">Revenue by region</text>' + DOT, "D006"),
    "text-above": ('<text x="9" y="0">Title</text>' + DOT, "D006"),
    "text-anchored-off-the-left": ('<text x="9" y="50" text-anchor="end">Revenue of May</text>' + DOT, "D006"),
    "label-wider-than-its-box": (
        '<rect x="35" y="40" width="30" height="20"/><text x="50" y="54" text-anchor="middle">Payload</text>',
        "D007",
    ),
    "drawn-for-a-larger-canvas": ('<path d="M20 60h70v70h-70z"/><circle cx="100" cy="120" r="30"/>', "D005"),
    "half-of-it-away": (DOT + '<circle cx="300" cy="50" r="30"/>', "D003"),
    "tiny-in-a-corner": ('<circle cx="2" cy="2" r="2"/>', "D011"),
    "covered-at-last": (DOT + '<rect width="100" height="100" fill="#eee"/><path d="M9 9h9v9z"/>', "D008"),
    "background-painted-last": (DOT + '<rect width="100" height="100" fill="#eee"/>', "D002"),
    "white-on-white": (
        '<rect width="100" height="100" fill="#fff"/><circle cx="50" cy="50" r="30" fill="white"/>',
        "D002",
    ),
    "unstroked-among-others": (DOT + '<line x1="0" y1="90" x2="90" y2="90"/>', "D004"),
    "placeholder-data": (DOT + '<image width="9" height="9" href="data:image/png;base64,..."/>', "D009"),
    "label-in-a-shape": ('<rect x="9" y="9" width="80" height="40" fill="#dfe">Start</rect>', "D010"),
    "mirrored-words": (f'<g transform="translate(0,100) scale(1,-1)">{DOT}<text x="20" y="90">Up</text></g>', "D012"),
    "viewport-elsewhere": (DOT + '<svg viewBox="500 500 9 9"><circle cx="4" cy="4" r="3"/></svg>', "D013"),
    "use-without-size": (
        '<symbol id="s" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></symbol><use href="#s" x="40" y="40"/>',
        "D013",
    ),
}


@pytest.mark.parametrize(("inside", "code"), FLAWED.values(), ids=FLAWED)
def test_what_is_cut_covered_or_overfull_is_told_for_what_it_is(inside: str, code: str) -> None:
    assert set(told(inside)) == {code}
    assert told(inside)[code] is Severity.WARNING


SOUND = {
    "white-icon": '<path d="M9 9h80v80z" fill="#fff"/>',
    "dot-by-round-caps": '<path d="M50 50h0" stroke="red" stroke-width="40" stroke-linecap="round"/>',
    "outline-icon": '<g fill="none" stroke="currentColor"><path d="M9 9h80"/></g>',
    "invisible-frame-of-an-icon": '<path d="M0 0h100v100H0z" fill="none"/><path d="M9 9h80v80z"/>',
    "ground-from-edge-to-edge": '<rect y="80" x="-10" width="120" height="40" fill="green"/>' + DOT,
    "fades-in": f'<g opacity="0">{DOT}<animate attributeName="opacity" to="1" dur="1s" fill="freeze"/></g>',
    "fades-in-by-css": f"<style>g{{opacity:0;animation:a 1s}}@keyframes a{{to{{opacity:1}}}}</style><g>{DOT}</g>",
    "text-that-fits": '<rect x="10" y="40" width="80" height="20"/><text x="50" y="54" text-anchor="middle">Pay</text>',
    "y-grows-upwards": f'<g transform="translate(0,100) scale(1,-1)">{DOT}</g>',
    "use-with-size": '<symbol id="s" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></symbol>'
    '<use href="#s" x="40" y="40" width="20" height="20"/>',
    "symbol-over-all": '<symbol id="s" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></symbol><use href="#s"/>',
    "description-in-a-group": f"<g><title>A dot</title>{DOT}</g>",
    "path-below-text": '<path id="p" d="M9 50h80" fill="none"/><text><textPath href="#p">Up</textPath></text>',
}


@pytest.mark.parametrize("inside", SOUND.values(), ids=SOUND)
def test_a_good_drawing_is_told_of_nothing(inside: str) -> None:
    assert {code: level for code, level in told(inside).items() if level is not Severity.INFO} == {}


def test_a_sun_in_the_corner_bleeds_and_the_drawing_is_not_cut() -> None:
    sun = '<circle cx="100" cy="0" r="20" fill="gold"/>'
    assert told(sun + "".join(f'<rect x="{9 * n}" y="60" width="8" height="30"/>' for n in range(9))) == {
        "D005": Severity.INFO
    }


def test_tiles_that_fill_the_canvas_are_cut_on_purpose() -> None:
    tiles = "".join(f'<circle cx="{20 * n % 120}" cy="{20 * (n // 6)}" r="9"/>' for n in range(36))
    assert told(tiles) == {"D005": Severity.INFO}


FRAMED = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 900 900">'


def test_a_frame_is_never_changed_unless_its_code_is_selected() -> None:
    given = f"{FRAMED}{DOT}</svg>"
    assert svgguard.repair(given).svg == given
    result = svgguard.repair(given, policy=Policy(select=frozenset({"D011"})))
    assert result.svg == given.replace("900 900", "100 100")
    assert [(fault.code, fault.applied) for fault in result.faults] == [("D011", True)]
    assert result.status is Status.REPAIRED


def test_without_drawing_nothing_of_it_is_told() -> None:
    assert svgguard.check(f"{OPEN}</svg>", policy=Policy(draw=False)).status is Status.CLEAN
