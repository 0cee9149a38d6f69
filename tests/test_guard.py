"""What becomes of a reply: the readings that know SVG, what is kept of a cut answer, policies and limits."""

from __future__ import annotations

import pytest

import svgguard
from svgguard.types import Blame, Fault, Limits, Policy, Safety, Status

ROOT = '<svg xmlns="http://www.w3.org/2000/svg">'


def svg(content: str) -> str:
    return f"{ROOT}{content}</svg>"


SYNTAX = Policy(select=frozenset("RXNU"))
"""Well-formedness alone, where a test is not about what a drawing means."""


def codes(result: svgguard.Result) -> list[str]:
    return [fault.code for fault in result.faults]


def repaired(content: str, end: str = "</svg>") -> str | None:
    """The content of the root after a repair."""
    text = svgguard.repair(f"{ROOT}{content}{end}", policy=SYNTAX).svg
    return text and text.removeprefix(ROOT).removesuffix("</svg>")


REDEFINED = {
    "second y1 is y2 though equal": ('<line x1="0" y1="100" x2="100" y1="100"/>', "y1", 'x2="100" y2="100"'),
    "first y2 is y1": ('<line x1="220" y2="170" x2="210" y2="190"/>', "y2", 'x1="220" y1="170"'),
    "second x1 is x2": ('<line x1="8" y1="3" x1="9" y2="4"/>', "x1", 'x2="9" y2="4"'),
    "second rx is ry": ('<ellipse cx="1" cy="2" rx="3" rx="4"/>', "rx", 'rx="3" ry="4"'),
    "second cx is cy": ('<circle cx="1" cx="2" r="3"/>', "cx", 'cx="1" cy="2"'),
    "second width is height": ('<rect x="1" y="2" width="3" width="4"/>', "width", 'width="3" height="4"'),
    "second x is y": ('<rect x="1" x="2" width="3" height="4"/>', "x", 'x="1" y="2"'),
}


@pytest.mark.parametrize(("element", "name", "expected"), REDEFINED.values(), ids=REDEFINED)
def test_a_geometry_attribute_given_twice_is_the_missing_one(element: str, name: str, expected: str) -> None:
    result = svgguard.repair(svg(element), policy=SYNTAX)
    assert expected in (result.svg or "")
    assert codes(result) == ["X001"]
    [fault] = result.faults
    assert f"Attribute {name} redefined" in fault.message
    assert fault.safety is Safety.SAFE


def test_of_the_same_value_twice_one_is_dropped() -> None:
    assert repaired('<rect width="3" height="4" fill="red" fill="red"/>') == '<rect width="3" height="4" fill="red"/>'


def test_of_two_values_the_first_is_kept_and_the_loss_is_said() -> None:
    result = svgguard.repair(svg('<rect width="3" height="4" fill="red" stroke="red" fill="blue"/>'), policy=SYNTAX)
    assert result.svg == svg('<rect width="3" height="4" fill="red" stroke="red"/>')
    assert "'blue'" in result.faults[0].message
    assert "lost" in result.faults[0].repair


CIRCLE = '<circle r="3"/>'
CUTS = {
    "between elements": (CIRCLE, CIRCLE),
    "in a name": (f"{CIRCLE}<pat", CIRCLE),
    "in a first attribute": (f'{CIRCLE}<path fill="red" d="M0', CIRCLE),
    "in a group": (f"<g>{CIRCLE}", f"<g>{CIRCLE}</g>"),
    "in a path with its own paint": (
        f'{CIRCLE}<path fill="none" stroke="red" d="M0 0 L1 1 L2 2 L3',
        f'{CIRCLE}<path fill="none" stroke="red" d="M0 0 L1 1 L2 2"/>',
    ),
    "in a path with inherited paint": (
        f'<g fill="none">{CIRCLE}<path d="M0 0 L1 1 L2 2 L3',
        f'<g fill="none">{CIRCLE}<path d="M0 0 L1 1 L2 2"/></g>',
    ),
    "in a path of unknown paint": (f'{CIRCLE}<path d="M0 0 L1 1 L2 2 L3', CIRCLE),
    "in a comment": (f"{CIRCLE}<!-- the front wheel", f"{CIRCLE}<!-- the front wheel -->"),
    "in a text": (f"{CIRCLE}<text>Good mor", f"{CIRCLE}<text>Good mor</text>"),
    "in an end tag": (f"<g>{CIRCLE}</", f"<g>{CIRCLE}</g>"),
}


@pytest.mark.parametrize("end", ["", "</svg>", "\n</svg>"], ids=["open", "appended", "appended on a line"])
@pytest.mark.parametrize(("content", "kept"), CUTS.values(), ids=CUTS)
def test_every_painted_thing_before_a_cut_survives(content: str, kept: str, end: str) -> None:
    result = svgguard.repair(f"{ROOT}{content}{end}", policy=SYNTAX)
    assert result.svg is not None
    assert result.svg.replace("\n", "") == svg(kept)
    assert all(fault.applied for fault in result.faults)


@pytest.mark.parametrize(
    ("reply", "blame"),
    [
        (svgguard.Reply(text=f"{ROOT}<g>{CIRCLE}", finish_reason="length"), Blame.BUDGET),
        (svgguard.Reply(text=f"{ROOT}<g>{CIRCLE}", complete=False), Blame.SERVER),
        (svgguard.Reply(text=f"{ROOT}<g>{CIRCLE}", finish_reason="stop"), Blame.MODEL),
    ],
    ids=["token limit", "dropped stream", "model stopped"],
)
def test_a_cut_is_blamed_on_who_made_it(reply: svgguard.Reply, blame: Blame) -> None:
    [fault] = svgguard.check(reply, policy=SYNTAX).faults
    assert (fault.name, fault.blame) == ("truncated", blame)


UNCLOSED = {
    "path": ('<path d="M0 0h9"><circle r="3"/>', '<path d="M0 0h9"/><circle r="3"/>'),
    "several": ('<path d="M0 0h9"><path d="M1 1v9"><g/>', '<path d="M0 0h9"/><path d="M1 1v9"/><g/>'),
    "stops": (
        '<linearGradient id="a"><stop offset="0"><stop offset="1"></linearGradient><rect width="9" height="9"/>',
        '<linearGradient id="a"><stop offset="0"/><stop offset="1"/></linearGradient><rect width="9" height="9"/>',
    ),
    "animated path keeps its child": (
        '<path d="M0 0h9"><title>t</title></path><circle r="3"/>',
        '<path d="M0 0h9"><title>t</title></path><circle r="3"/>',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), UNCLOSED.values(), ids=UNCLOSED)
def test_the_siblings_of_an_unclosed_shape_do_not_become_its_children(content: str, expected: str) -> None:
    assert repaired(content) == expected


def test_a_fault_of_a_later_pass_has_its_place_in_the_raw_answer() -> None:
    raw = f"Here:\n{ROOT[:-1]}\n  <g>\n<rect width='4' height='5' fill='red' fill='red'/>\n</g></svg>"
    result = svgguard.repair(raw)
    assert result.ok
    [fault] = [fault for fault in result.faults if fault.code == "X001"]
    assert (fault.line, fault.column) == (4, raw.split("\n")[3].rindex("fill") + 1)
    assert raw[fault.start : fault.end] == "fill='red'"


SAFE_AND_UNSAFE = f"{ROOT}<rect width='4' height='5' fill='red' fill='red'/><?php echo 1 ></svg>"


def applied(faults: tuple[Fault, ...]) -> set[str]:
    return {fault.code for fault in faults if fault.applied}


def test_a_policy_says_how_bold_repairs_may_be() -> None:
    both = svgguard.repair(SAFE_AND_UNSAFE)
    assert (both.status, applied(both.faults)) == (Status.REPAIRED, {"X001", "X029"})
    safe = svgguard.repair(SAFE_AND_UNSAFE, policy=Policy(apply=Safety.SAFE))
    assert (safe.status, applied(safe.faults)) == (Status.REJECTED, {"X001"})
    none = svgguard.repair(SAFE_AND_UNSAFE, policy=Policy(apply=None))
    assert (none.status, none.svg, applied(none.faults)) == (Status.FAULTY, None, set())
    assert none == svgguard.check(SAFE_AND_UNSAFE, policy=Policy(apply=None))


def test_a_policy_says_what_is_looked_for() -> None:
    text = f"Here:\n{ROOT}<rect width='4' height='5' fill='red' fill='red'/></svg>"
    assert set(codes(svgguard.check(text))) == {"R010", "X001"}
    assert set(codes(svgguard.check(text, policy=Policy(select=frozenset(["R"]))))) <= {"R010", "X099"}
    assert set(codes(svgguard.check(text, policy=Policy(ignore=frozenset(["R01"]))))) == {"X001"}
    both = Policy(select=frozenset("RX"), ignore=frozenset(["R010"]))
    assert set(codes(svgguard.check(text, policy=both))) == {"X001"}


def test_what_is_not_looked_for_is_not_repaired() -> None:
    result = svgguard.repair(svg("<rect fill='red' fill='red'/>"), policy=Policy(ignore=frozenset(["X001"])))
    assert result.status is Status.REJECTED
    assert result.svg is None
    assert codes(result) == ["X099"]


def test_a_limit_refuses_a_document_that_was_first_repaired() -> None:
    text = f"{ROOT}{'<g>' * 250}"
    result = svgguard.repair(text)
    assert result.status is Status.REJECTED
    assert "U002" in codes(result)
    assert svgguard.repair(text, policy=Policy(limits=Limits(depth=300))).ok


def test_checking_changes_nothing() -> None:
    text = f"```svg\n{svg(CIRCLE)}\n```"
    result = svgguard.check(text)
    assert result.svg == svg(CIRCLE)
    assert not any(fault.applied for fault in result.faults)
    broken = svgguard.check(svg("<circle r='3' fill='red' fill='red'/>"))
    assert (broken.svg, broken.status) == (None, Status.FAULTY)
    assert broken.faults[0].repair


def test_a_comment_is_never_lost() -> None:
    result = svgguard.repair(svg('<circle <!-- front wheel --> r="3"/>'))
    assert result.svg == svg('<!-- front wheel --><circle  r="3"/>')


def test_an_expanding_entity_is_not_expanded() -> None:
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    text = f'<!DOCTYPE svg [<!ENTITY e0 "ha">{bomb}]>{svg("<text>&e9;</text>")}'
    assert svgguard.repair(text).svg in (None, text)


def test_a_file_is_never_read() -> None:
    text = f'<!DOCTYPE svg [<!ENTITY secret SYSTEM "file:///etc/hostname">]>{svg("<text>&secret;</text>")}'
    result = svgguard.repair(text)
    assert result.svg in (None, text)


SPELLINGS = {
    "a root in capitals": ("<SVG><RECT width='4' height='5'/></svg>", "<svg{ns}><rect width='4' height='5'/></svg>"),
    "a root misspelt": ("<svgg width='9'><g/></svgg>", "<svg{ns} width='9'><g/></svg>"),
    "a linked namespace": (
        '<svg xmlns:xlink="[http://www.w3.org/1999/xlink](http://www.w3.org/1999/xlink)"><g/></svg>',
        '<svg{ns} xmlns:xlink="http://www.w3.org/1999/xlink"><g/></svg>',
    ),
    "an encoding that does not exist": (
        '<?xml version="1.0" encoding="klingon"?><svg><g/></svg>',
        "<svg{ns}><g/></svg>",
    ),
}


@pytest.mark.parametrize(("broken", "meant"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_root_that_is_nearly_one_is_made_one(broken: str, meant: str) -> None:
    assert svgguard.repair(broken).svg == meant.format(ns=' xmlns="http://www.w3.org/2000/svg"')


def test_points_under_a_foreign_name_are_left_alone() -> None:
    assert svgguard.repair('<svg><polygon x:y="8 6 7 7"/></svg>').svg is not None


def test_a_loop_in_the_text_of_a_drawing_is_not_called_repaired() -> None:
    result = svgguard.repair(svg("<text>" + "---\n" * 300)[: -len("</svg>")])
    assert [fault.applied for fault in result.faults if fault.code == "R016"] == [False]
    assert result.status is Status.FAULTY


def test_an_svg_found_in_the_reasoning_is_not_clean() -> None:
    assert svgguard.repair(svgguard.Reply(reasoning=svg("<circle r='3'/>"))).status is Status.REPAIRED


def test_text_is_written_in_the_encoding_it_declares() -> None:
    result = svgguard.repair('<?xml version="1.0" encoding="iso-8859-1"?>' + svg("<title>é</title>"))
    assert b"\xe9" in (result.data or b"")
