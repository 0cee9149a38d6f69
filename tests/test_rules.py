"""Every rule is held to its own examples and page; the few that cannot have examples are tested here one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

import svgguard
from svgguard.rules import Example, Rule, Stage, all_rules, rule_named, rules_at
from svgguard.types import Blame, Limits, Policy, Safety, Severity, Status

SVG = '<svg xmlns="http://www.w3.org/2000/svg">'
DRAWING = f'{SVG}<circle r="3"/></svg>'

FAMILIES = {
    Stage.ENDPOINT: "E",
    Stage.REPLY: "R",
    Stage.SYNTAX: "RXN",
    Stage.DOCUMENT: "XNSVLPDU",
    Stage.PARTS: "P",
    Stage.LIMIT: "XU",
}
"""The code letters that the rules of a stage may have."""

WITHOUT_EXAMPLE = {
    "R005": "needs a reply with reasoning, and an example is a text",
    "R016": "comes with the cut that it runs in, and an example has one kind of fault",
    "R017": "stays in the repaired text, for nobody can invent what was left out",
    "S004": "is only mentioned, and stays in the text",
    "S007": "has no repair, and stays in the text",
    "S008": "has no repair, and stays in the text",
    "X026": "is seldom reached, for extraction leaves what stands outside the root behind",
    "X029": "is among the cases below, which also say how far its repair may be trusted",
}
"""Rules of an exampled stage that cannot have an example, and why."""

RULES = list(all_rules().values())
EXAMPLES = [pytest.param(r, e, id=f"{r.code}-{n}") for r in RULES for n, e in enumerate(r.examples)]


def codes(source: str | svgguard.Reply, policy: Policy | None = None) -> set[str]:
    return {fault.code for fault in svgguard.check(source, policy=policy).faults}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_has_exactly_this_fault(rule: Rule, example: Example) -> None:
    faults = svgguard.check(example.before).faults
    assert {fault.code for fault in faults} == {rule.code}
    assert {fault.name for fault in faults} == {rule.name}
    assert {fault.severity for fault in faults} == {rule.severity}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_is_mended_as_it_says(rule: Rule, example: Example) -> None:
    result = svgguard.repair(example.before)
    assert result.svg == example.after
    if example.after is not None:
        assert rule.code not in codes(example.after)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_a_code_of_its_family_a_name_and_a_page(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}", rule.code)
    assert rule.code[0] in FAMILIES[rule.stage]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule_named(rule.name) is rule
    first, blank, *rest = rule.page.split("\n")
    assert first.strip()
    assert blank == ""
    assert len(" ".join(rest)) > 30
    assert not rule.summary.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_an_example_or_a_reason(rule: Rule) -> None:
    takes_text = rule.stage not in (Stage.ENDPOINT, Stage.LIMIT, Stage.PARTS)
    assert bool(rule.examples) == (takes_text and rule.code not in WITHOUT_EXAMPLE)


def test_what_has_no_example_has_a_case() -> None:
    limits = {rule.code for rule in rules_at(Stage.LIMIT)}
    assert {case.code for case in CASES} == limits | set(WITHOUT_EXAMPLE)


def test_codes_and_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert set(WITHOUT_EXAMPLE) <= set(all_rules())
    assert [rule.code for rule in RULES] == sorted(all_rules())
    assert sum(len(rules_at(stage)) for stage in Stage) == len(RULES)


def test_a_rule_does_not_fire_on_a_clean_drawing() -> None:
    assert svgguard.check(DRAWING).faults == ()


@dataclass(frozen=True)
class Case:
    """A source with this kind of fault, for what an example cannot say."""

    code: str
    source: str | svgguard.Reply
    svg: str | None
    status: Status
    safety: Safety = Safety.MANUAL
    blame: Blame = Blame.MODEL
    limits: Limits = field(default_factory=Limits)
    beside: frozenset[str] = frozenset()
    """The other codes found."""


THOUGHT = svgguard.Reply(reasoning=f"So: {DRAWING}")
CIRCLE = f'{SVG}<circle r="3"/>'
PLACEHOLDER = f"{CIRCLE}<!-- ... more feathers ... --></svg>"
ENDLESS = f"{CIRCLE}<path d='M0 0{' L1 1' * 300}"
HIDDEN = f"{CIRCLE}<![CDATA[<svg>]]>"  # Nothing but a whole reading tells that this opens no element.
PHP = f"{CIRCLE}<?php echo 1 ></svg>"
SELF_REFERENCE = f'<!DOCTYPE svg [<!ENTITY a "&a;">]>{SVG}<text>&a;</text></svg>'

UNREAD = f'{SVG}<circle r="3" wheel="front"/></svg>'
MISPLACED = f'{SVG}<circle r="3"><rect width="4" height="5"/></circle></svg>'
SIZELESS = f'{SVG}<circle cx="3"/></svg>'
CROWDED = SVG + "<g " + " ".join(f"data-{n}='1'" for n in range(20)) + "/></svg>"

REPAIRED, FAULTY, REJECTED = Status.REPAIRED, Status.FAULTY, Status.REJECTED
CASES = [
    Case("R005", THOUGHT, DRAWING, REPAIRED, Safety.SAFE, Blame.SERVER, beside=frozenset(["R010"])),
    Case("R005", svgguard.Reply(reasoning="A circle, I suppose."), None, REJECTED, blame=Blame.SERVER),
    Case("R016", ENDLESS, DRAWING, REPAIRED, Safety.UNSAFE, beside=frozenset(["R015"])),
    Case("R016", "Let me think. " * 60, None, REJECTED, beside=frozenset(["R002"])),
    Case("R017", PLACEHOLDER, PLACEHOLDER, FAULTY),
    Case("S004", UNREAD, UNREAD, Status.CLEAN),
    Case("S007", MISPLACED, MISPLACED, FAULTY),
    Case("S008", SIZELESS, SIZELESS, FAULTY),
    Case("X026", f"{HIDDEN}</svg>\n<g/>", f"{HIDDEN}</svg>\n", REPAIRED, Safety.UNSAFE),
    Case("X029", PHP, DRAWING, REPAIRED, Safety.UNSAFE),
    Case("X099", SELF_REFERENCE, None, REJECTED),
    Case("U001", DRAWING + " " * 100, None, REJECTED, limits=Limits(characters=100)),
    Case("U002", f"{SVG}{'<g>' * 200}{'</g>' * 200}</svg>", None, REJECTED),
    Case("U003", f"{SVG}{'<g/>' * 20}</svg>", None, REJECTED, limits=Limits(elements=20)),
    Case("U004", CROWDED, None, REJECTED, limits=Limits(attributes=10)),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_fault_that_no_example_can_show(case: Case) -> None:
    policy = Policy(limits=case.limits)
    assert codes(case.source, policy) == {case.code} | case.beside
    result = svgguard.repair(case.source, policy=policy)
    assert result.svg == case.svg
    assert result.status is case.status
    [fault] = [fault for fault in result.faults if fault.code == case.code]
    assert (fault.blame, fault.safety) == (case.blame, case.safety)
    assert fault.applied == (case.safety is not Safety.MANUAL)


@pytest.mark.parametrize(
    ("source", "limits"),
    [
        (DRAWING, Limits(characters=len(DRAWING))),
        (f"{SVG}{'<g>' * 199}{'</g>' * 199}</svg>", Limits()),
        (f"{SVG}{'<g/>' * 19}</svg>", Limits(elements=20)),
        (CROWDED, Limits(attributes=20)),
    ],
    ids=["U001", "U002", "U003", "U004"],
)
def test_a_limit_itself_is_allowed(source: str, limits: Limits) -> None:
    result = svgguard.repair(source, policy=Policy(limits=limits))
    assert result.status is Status.CLEAN
    assert result.svg == source


def test_what_has_no_name_is_said_in_the_words_of_libxml2() -> None:
    [fault] = svgguard.check(SELF_REFERENCE).faults
    assert fault.severity is Severity.FATAL
    assert "entity" in fault.message
