"""Every rule is held to its own examples and page; the few that cannot have examples are tested here one by one."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import html5lib
import pytest

import svgguard
import svgguard.document.readings
import svgguard.syntax
from svgguard.document import Refusal
from svgguard.endpoint.faults import EndpointFault
from svgguard.extraction.wrapping import Wrapping
from svgguard.guard.passes import GuardFault
from svgguard.guard.sanitising.faults import UntrustedFault
from svgguard.parts.inventory import PartFault
from svgguard.rendering.engine import DrawingFault
from svgguard.rules import DOCUMENT, STAGES, Example, Rule, all_rules, detectors, rule_named
from svgguard.svg import vocabulary
from svgguard.svg.repair import ValueFault
from svgguard.syntax.deviation import Deviation
from svgguard.types import Blame, Finding, Limits, Policy, Safety, Severity, Status

CHECKOUT = Path(__file__).parents[1]
SVG = '<svg xmlns="http://www.w3.org/2000/svg">'
DRAWING = f'{SVG}<circle r="3"/></svg>'

FAMILIES = {
    "endpoint": "E",
    "reply": "R",
    "syntax": "RXN",
    "document": "XNSVLPU",
    "parts": "P",
    "limit": "XU",
    "drawing": "DU",
    "guard": "E",
}
"""The code letters that the rules of a stage may have."""

READERS: tuple[type[StrEnum], ...] = (
    *(Wrapping, Refusal, EndpointFault, PartFault, GuardFault, DrawingFault, UntrustedFault),
    *(*Deviation.__subclasses__(), *ValueFault.__subclasses__()),
)
"""The enums in which other rooms name the faults that they find."""

HEADINGS = ["Why it is bad", "What the repair does", "How safe it is", "Source"]
"""What a page says, in this order, after what the fault is."""

WITHOUT_EXAMPLE = {
    "R005": "needs a reply with reasoning, and an example is a text",
    "R016": "comes with the cut that it runs in, and an example has one kind of fault",
    "R018": "comes with what frames the SVG, and an example has one kind of fault",
    "X026": "is seldom reached, for extraction leaves what stands outside the root behind",
    "U014": "is told of under a policy alone, and an example has none",
    "X029": "is among the cases below, which also say how far its repair may be trusted",
}
"""Rules of an exampled stage that cannot have an example, and why."""

RULES = list(all_rules().values())
EXAMPLES = [pytest.param(r, e, id=f"{r.code}-{n}") for r in RULES for n, e in enumerate(r.examples)]


def codes(source: str | svgguard.Reply, policy: Policy | None = None) -> set[str]:
    return {fault.code for fault in svgguard.check(source, policy=policy).faults}


def policy_of(rule: Rule) -> Policy:
    """Examples of other rules are too short to be drawings."""
    return Policy(draw=rule.stage.name == "drawing")


def repairing(rule: Rule) -> Policy:
    """What the rules of the drawing stage offer is made only where they are selected."""
    return replace(policy_of(rule), select=frozenset({rule.code} if rule.stage.name == "drawing" else ()))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_has_exactly_this_fault(rule: Rule, example: Example) -> None:
    faults = svgguard.check(example.before, policy=policy_of(rule)).faults
    assert {fault.code for fault in faults} == {rule.code}
    assert {fault.name for fault in faults} == {rule.name}
    assert {fault.severity for fault in faults} == {rule.severity}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_is_repaired_as_it_says(rule: Rule, example: Example) -> None:
    result = svgguard.repair(example.before, policy=repairing(rule))
    assert result.svg == example.after
    assert {fault.safety for fault in result.faults} == {example.safety}
    if example.after not in (None, example.before):
        assert rule.code not in codes(example.after, policy_of(rule))


def used(svg: str) -> Counter[str]:
    """How much of a text a recovering viewer uses: elements, attributes that SVG knows, signs of text."""
    counts: Counter[str] = Counter()
    for element in html5lib.parseFragment(svg, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]
        counts["elements"] += 1
        counts["attributes"] += sum(attribute in vocabulary.attributes(name) for attribute in element.attrib)
        if name in ("text", "tspan", "title", "desc", "style"):
            # Capitals are no signs of their own, and what stands for no character is none.
            counts.update("".join((element.text or "").split()).casefold().replace("\ufffd", ""))
    return counts


@pytest.mark.parametrize(("rule", "example"), [e for e in EXAMPLES if e.values[1].safety is Safety.SAFE])  # type: ignore[union-attr]  # values of ours
def test_a_repair_called_safe_loses_nothing_that_a_viewer_uses(rule: Rule, example: Example) -> None:
    assert example.after is not None
    found = svgguard.extract(example.before)
    assert not used(found.text or "") - used(example.after), rule.code


def test_no_two_rules_have_one_code_or_one_name() -> None:
    files = [path.stem for path in (CHECKOUT / "svgguard" / "rules").glob("*/[a-z][0-9][0-9][0-9]_*.*")]
    stems = [stem.partition("_") for stem in files]
    assert len({code for code, _, _ in stems}) == len({name for _, _, name in stems}) == len(stems) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_a_code_of_its_family_a_name_and_a_page(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}", rule.code)
    assert rule.code[0] in FAMILIES[rule.stage.name]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule_named(rule.name) is rule
    first, blank, *rest = rule.page.split("\n")
    assert first.strip()
    assert blank == ""
    assert len(" ".join(rest)) > 30
    assert not rule.summary.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_says_what_why_how_and_from_where(rule: Rule) -> None:
    assert re.findall(r"^## (.+)$", rule.page, re.M) == HEADINGS
    assert all(section.strip() for section in re.split(r"^## .+$", rule.page, flags=re.M))


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.detect is None], ids=lambda rule: rule.code)
def test_a_page_without_a_detector_says_who_finds_the_fault(rule: Rule) -> None:
    assert (CHECKOUT / rule.found_by).is_file()
    module = importlib.import_module(rule.found_by.removesuffix("/__init__.py").removesuffix(".py").replace("/", "."))
    [member] = [member for reader in READERS for member in reader if member.value == rule.name]
    reader = type(member).__name__
    assert vars(module)[reader] is type(member)
    assert f"{reader}.{member.name}" in Path(str(module.__file__)).read_text(encoding="utf-8") or (
        module.__name__ == type(member).__module__
    )


@pytest.mark.parametrize("member", [member for reader in READERS for member in reader], ids=str)
def test_whatever_a_reading_names_is_a_rule(member: StrEnum) -> None:
    assert rule_named(member).name == member.value


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_an_example_or_a_reason(rule: Rule) -> None:
    takes_text = rule.stage.name in ("reply", "syntax", "document") or rule.code.startswith("D")
    assert bool(rule.examples) == (takes_text and rule.code not in WITHOUT_EXAMPLE)


def test_what_has_no_example_has_a_case() -> None:
    limits = {rule.code for rule in RULES if rule.stage.name == "limit"}
    assert {case.code for case in CASES} == limits | set(WITHOUT_EXAMPLE)


def test_codes_and_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert set(WITHOUT_EXAMPLE) <= set(all_rules())
    assert [rule.code for rule in RULES] == sorted(all_rules())
    detected = {rule.code for stage in STAGES for rule in detectors(stage)}
    assert detected == {rule.code for rule in RULES if rule.detect is not None}


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
    sanitise: str | None = None
    beside: frozenset[str] = frozenset()
    """The other codes found."""


THOUGHT = svgguard.Reply(reasoning=f"So: {DRAWING}")
CIRCLE = f'{SVG}<circle r="3"/>'
ENDLESS = f"{CIRCLE}<path d='M0 0{' L1 1' * 300}"
HIDDEN = f"{CIRCLE}<desc><![CDATA[<svg>]]></desc>"  # Nothing but a whole reading tells that this opens no element.
PHP = f"{CIRCLE}<?php echo 1 ></svg>"
SELF_REFERENCE = f'<!DOCTYPE svg [<!ENTITY a "&a;">]>{SVG}<text>&a;</text></svg>'

MOVING = f'{SVG}<circle r="3"><animate attributeName="r" to="9" dur="1s"/></circle></svg>'
STILL = f'{SVG}<circle r="3"></circle></svg>'

CROWDED = SVG + "<g " + " ".join(f"data-{n}='1'" for n in range(20)) + "/></svg>"

EMBEDDING = f'{SVG}<rect width="9" height="9"/><desc>base64,{"A" * 40}</desc></svg>'
LONG = f'{SVG}<path d="M0 0h9 banana" stroke="red"/></svg>'
MANY = SVG + "".join(f'<rect width="9" height="9" fill="rde{n}"/>' for n in range(3)) + "</svg>"

REPAIRED, FAULTY, REJECTED = Status.REPAIRED, Status.FAULTY, Status.REJECTED
CASES = [
    Case("R005", THOUGHT, DRAWING, REPAIRED, Safety.SAFE, Blame.SERVER, beside=frozenset(["R010"])),
    Case("R005", svgguard.Reply(reasoning="A circle, I suppose."), None, REJECTED, blame=Blame.SERVER),
    Case(
        "R018",
        f'<style>.a{{fill:red}}</style>{SVG}<circle class="a" r="3"/></svg>',
        f'{SVG}<style>.a{{fill:red}}</style><circle class="a" r="3"/></svg>',
        REPAIRED,
        Safety.SAFE,
        beside=frozenset(["R010"]),
    ),
    Case("R016", ENDLESS, DRAWING, REPAIRED, Safety.UNSAFE, beside=frozenset(["R015"])),
    Case("R016", "Let me think. " * 60, None, REJECTED, beside=frozenset(["R002"])),
    Case("X026", f"{HIDDEN}</svg>\n<g/>", f"{HIDDEN}</svg>\n", REPAIRED, Safety.UNSAFE),
    Case("X029", PHP, DRAWING, REPAIRED, Safety.UNSAFE),
    Case("X099", SELF_REFERENCE, None, REJECTED),
    Case("U014", MOVING, STILL, Status.CLEAN, Safety.UNSAFE, sanitise="strict"),
    Case("U001", DRAWING + " " * 100, None, REJECTED, limits=Limits(characters=100)),
    Case("U001", EMBEDDING, None, REJECTED, limits=Limits(characters=len(EMBEDDING) - 47, embedded=46)),
    Case("U002", f"{SVG}{'<g>' * 200}{'</g>' * 200}</svg>", None, REJECTED),
    Case("U003", f"{SVG}{'<g/>' * 20}</svg>", None, REJECTED, limits=Limits(elements=20)),
    Case("U003", f"{SVG}{'<g a=1/>' * 9}</svg>", None, REJECTED, limits=Limits(markup=10)),
    Case("U004", CROWDED, None, REJECTED, limits=Limits(attributes=10)),
    Case("U018", LONG, LONG, FAULTY, limits=Limits(value=10)),
    Case("U019", MANY, MANY, FAULTY, beside=frozenset(["V064"]), limits=Limits(faults=2)),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_fault_that_no_example_can_show(case: Case) -> None:
    policy = Policy(limits=case.limits, sanitise=case.sanitise)
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
        (EMBEDDING, Limits(characters=len(EMBEDDING) - 47, embedded=47)),
        (f"{SVG}{'<g>' * 199}{'</g>' * 199}</svg>", Limits()),
        (f"{SVG}{'<g/>' * 19}</svg>", Limits(elements=20)),
        (CROWDED, Limits(attributes=20)),
    ],
    ids=["U001", "U001 embedded", "U002", "U003", "U004"],
)
def test_a_limit_itself_is_allowed(source: str, limits: Limits) -> None:
    result = svgguard.repair(source, policy=Policy(limits=limits, draw=False))
    assert result.status is Status.CLEAN
    assert result.svg == source


def test_what_has_no_name_is_said_in_the_words_of_libxml2() -> None:
    [fault] = svgguard.check(SELF_REFERENCE).faults
    assert fault.severity is Severity.FATAL
    assert "entity" in fault.message


class TestACrash:
    """A rule of svgguard's own that crashes is a fault of svgguard, and of nobody else."""

    @pytest.fixture
    def crashing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def crash(_: object) -> list[Finding]:
            raise ZeroDivisionError("of ours")

        broken = replace(rule_named("unknown-element"), detect=crash)
        monkeypatch.setattr("svgguard.guard.passes.detectors", lambda stage: (broken,) if stage is DOCUMENT else ())

    @pytest.mark.usefixtures("crashing")
    def test_is_said_and_changes_no_status(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SVGGUARD_DEBUG", raising=False)
        result = svgguard.check(DRAWING)
        [fault] = result.faults
        assert (fault.code, fault.severity, fault.blame) == ("E099", Severity.INFO, Blame.SVGGUARD)
        assert "unknown-element" in fault.message and "ZeroDivisionError" in fault.message
        assert result.status is Status.CLEAN

    @pytest.mark.usefixtures("crashing")
    def test_is_raised_where_it_is_to_be_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SVGGUARD_DEBUG", "1")
        with pytest.raises(ZeroDivisionError):
            svgguard.check(DRAWING)
