"""Loading cases: the corpus that ships is whole and covers what it must, and an incomplete case is named clearly."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cases import EVERY
from lxml import etree
from test_response_cases import CODES

from svgguard import EndpointError, generate
from svgguard.data import data
from svgguard.parts.specification import KINDS
from svgguard.testing.corpus import AnswerForm, Case, CorpusError, is_case, load
from svgguard.testing.corpus.case import STAND_IN
from svgguard.testing.corpus.census import census
from svgguard.testing.corpus.families import CLEAN, family
from svgguard.testing.loopback import LoopbackServer, Script
from svgguard.types import Status

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>'
TOML = 'model = "m"\nprompt = "a dot"\nstatus = "clean"\ncodes = []\nwhy = "Nothing."\n'

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a case; a part given as None is left out."""

    def write(*, reply: bytes | None = SVG.encode(), svg: str | None = SVG, toml: str | None = TOML) -> Path:
        folder = tmp_path / "m"
        folder.mkdir(exist_ok=True)
        for suffix, content in ((".reply.txt", reply), (".svg", svg), (".toml", toml)):
            if content is not None:
                (folder / f"dot{suffix}").write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


WITHOUT_CASE = {
    "E001": "no connection: nothing comes that a file could hold",
    "E002": "a timeout: nothing comes, or too late",
    "E016": "a redirect, which is a header and not a body",
    "E017": "nothing is asked, for it is not said whom",
    "E018": "the caller's own client fails before there is an answer",
    "E019": "an answer larger than any real one, so no file of a real one",
    "E099": "a rule of svgguard's own that crashes: an answer that makes one is repaired here",
    "U031": "found when a drawing is made, which a case does not ask for; shown in test_rendering_workers",
    "U032": "likewise: a drawing that takes too long",
    "U033": "likewise: a drawing that ends its worker",
    "U034": "likewise: a drawing that takes too much memory",
    "X099": "whatever no rule names; an answer found to be one gets a rule",
}
"""The codes of which the corpus can have no case, and why."""
LANGUAGES = {
    "Dutch": "een",
    "English": "with",
    "French": "une",
    "German": "eine",
    "Italian": "giallo",
    "Polish": "parapecie",
    "Spanish": "una",
    "Turkish": "için",
    "Vietnamese": "nước",
}
"""A word that only prompts of the language have; the languages with scripts of their own are counted by those."""
SCRIPTS = {"ARABIC", "CJK", "CYRILLIC", "DEVANAGARI", "GREEK", "HANGUL", "HIRAGANA", "KATAKANA", "LATIN"}
KNOWN_FROM = re.compile(
    r"[Rr]eported|[Pp]ublished|SVGenius|probe|sources|[Dd]ocumented|[Ss]een in|From |[Ss]ee |issue \d|[#/ ]\d{3,5}\b"
)
"""How it is said where a failure has been seen."""


def test_the_corpus_covers_the_five_models_in_every_form() -> None:
    assert len({case.model for case in EVERY}) == 5
    forms = {form: [case for case in EVERY if case.recording.form is form] for form in AnswerForm}
    assert len(forms[AnswerForm.RESPONSE]) >= 30
    assert len(forms[AnswerForm.STREAM]) >= 30
    assert len({case.endpoint.split()[0] for case in EVERY if case.endpoint}) >= 8


def test_every_response_case_is_shown() -> None:
    """A case whose name begins with a number shows the response case of that number."""
    shown: defaultdict[int, set[str]] = defaultdict(set)
    for case in EVERY:
        if match := re.match(r"(\d\d)-", case.name):
            shown[int(match[1])].add(case.name)
    assert sorted(shown) == sorted(CODES)


def test_every_rule_has_a_case() -> None:
    assert set(census(EVERY).uncovered) == WITHOUT_CASE.keys()


def test_languages_and_scripts_are_many() -> None:
    prompts = [case.prompt for case in EVERY]
    words = {word for prompt in prompts for word in re.findall(r"\w+", prompt.lower())}
    assert {language for language, word in LANGUAGES.items() if word not in words} == set()
    letters = {char for prompt in prompts for char in prompt if char.isalpha()}
    assert {unicodedata.name(char).split()[0].split("-")[0] for char in letters} >= SCRIPTS


def test_drawings_are_many() -> None:
    """Documents that share more than a fifth of their shapes are one drawing."""
    drawings: list[set[str]] = []
    for case in EVERY:
        shapes = shapes_of(case.svg or "")
        if shapes and all(len(shapes & other) <= min(len(shapes), len(other)) / 5 for other in drawings):
            drawings.append(shapes)
    assert len(drawings) >= 60


def test_drawings_are_of_every_kind() -> None:
    """A case that has more than half of the shapes of a drawing of `prompts/drawings` shows that one."""
    shown = [shapes_of(case.svg or "") for case in EVERY]
    cases: Counter[str] = Counter()
    for file in (data("prompts") / "drawings").glob("*.svg"):
        shapes = shapes_of(file.read_text(encoding="utf-8"))
        kind = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))["kind"]
        cases[kind] += sum(len(shapes & other) > len(shapes) / 2 for other in shown)
    assert cases.keys() == set(KINDS)
    assert min(cases.values()) >= 5


def shapes_of(svg: str) -> set[str]:
    """The places and outlines written in a document."""
    return set(re.findall(r"""\b(?:d|points|transform|cx|x1|x)=["']([^"']{3,})["']""", svg))


def questions() -> list[list[Case]]:
    """The cases that answer each question, one after the other."""
    by_question: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in EVERY:
        by_question[case.model, case.prompt].append(case)
    return list(by_question.values())


def conversations() -> list[list[Case]]:
    """Those of the questions that are asked more than once."""
    return [answers for answers in questions() if len(answers) > 1]


@pytest.mark.parametrize("answers", conversations(), ids=lambda answers: answers[0].name)
def test_cases_of_one_question_are_named_in_their_order(answers: list[Case]) -> None:
    first, *others = (re.fullmatch(r"(.+)-([a-z])-.+", case.name) for case in answers)
    assert first is not None and first[2] == "a"
    assert [(match and match[1], match and match[2]) for match in others] == [
        (first[1], chr(ord("b") + place)) for place in range(len(others))
    ]


@pytest.mark.parametrize(
    ("name", "step", "status"),
    [
        ("birthday-cupcake", "continue", Status.CLEAN),
        ("39-prefill-echo", "continue", Status.CLEAN),
        ("template-camera", "patch", Status.REPAIRED),
        ("biscuit-coffee", "reask", Status.CLEAN),
        ("password-padlock", "resample", Status.REPAIRED),
    ],
)
def test_the_steps_are_taken(name: str, step: str, status: Status) -> None:
    """Two cases of one question, replayed over HTTP, lead to the whole picture by the step they are kept for."""
    first, second = (case for case in EVERY if re.match(rf"{name}-[ab]-", case.name))
    with LoopbackServer(EVERY) as server:
        result = generate(first.prompt, model=first.model, base_url=server.base_url, attempts=2, retries=0, log=False)
    assert [attempt.step for attempt in result.attempts] == ["ask", step]
    assert result.status is status
    joined = {
        "birthday-cupcake": first.text + second.text,
        "template-camera": (first.svg or "").replace("{lens_radius}", "32"),
    }
    assert result.svg == joined.get(name, second.svg)


@pytest.mark.parametrize(
    "case", [case for case in EVERY if case.recording.fault is not None], ids=lambda case: case.name
)
def test_a_client_meets_the_same_fault_of_the_endpoint(case: Case) -> None:
    streamed = case.recording.form is AnswerForm.STREAM
    with LoopbackServer(Script([case])) as server:
        url = server.base_url
        try:
            # A case says what is wrong, and not what a policy takes away besides.
            given: dict[str, Any] = {"attempts": 1, "retries": 0, "log": False, "sanitise": "trusted"}
            result = generate(case.prompt, model=case.model, base_url=url, stream=streamed, **given)
        except EndpointError as error:
            codes = {error.faults[0].code}
        else:
            codes = {fault.code for fault in result.attempts[0].faults}
    assert codes == set(case.codes)


def test_a_server_that_does_not_stream_is_asked_once_more() -> None:
    case = next(case for case in EVERY if case.name == "29-zero-chunks-json-body")
    with LoopbackServer(Script([case])) as server:
        result = generate(case.prompt, model=case.model, base_url=server.base_url, log=False)
    assert result.ok
    assert [request.get("stream", False) for request in server.requests] == [True, False]


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)
def test_each_case_that_ships_is_sound(case: Case) -> None:
    assert case.model.startswith(STAND_IN)
    assert len(case.why) > 60
    assert KNOWN_FROM.search(case.why), "say where such a failure has been reported, or that none is known"
    # An info about the picture makes no answer less than clean.
    of_the_answer = [code for code in case.codes if code[0] not in "ED"]
    # What is harmless and a policy takes out all the same makes no drawing less than clean.
    assert (case.status is Status.CLEAN) <= (not of_the_answer or case.policy.sanitises)
    assert case.codes or case.status is Status.CLEAN
    if case.svg is not None:
        assert etree.fromstring(case.svg.encode()).tag == "{http://www.w3.org/2000/svg}svg"


def filed() -> Iterator[tuple[Case, str]]:
    """Every case, and the folder in which it must stand: the cases of one question stand together."""
    for answers in questions():
        folder = family(answers[0].codes)
        # What is clean but kept as a server sent it shows what a client must live with.
        served = folder == CLEAN and answers[0].recording.form is not AnswerForm.TEXT
        yield from ((case, "endpoint" if served else folder) for case in answers)


def test_cases_are_filed_by_family() -> None:
    assert [(case.id, folder) for case, folder in filed() if case.id != f"{folder}/{case.name}"] == []


def test_cases_are_many_and_no_two_alike() -> None:
    assert len(EVERY) >= 200
    said = [case.recording.data for case in EVERY if case.recording.data]
    assert len(set(said)) == len(said)


def test_a_case_keeps_every_byte(write: Write) -> None:
    text = "\ufeff```svg\r\n" + SVG + "\r\n``` \t"
    [case] = load(write(reply=text.encode()))
    assert case.text == text
    assert case.reply.text == text
    assert (case.id, case.model, case.prompt, case.svg, case.status) == ("m/dot", "m", "a dot", SVG, Status.CLEAN)


def test_codes_are_distinct_and_in_order(write: Write) -> None:
    [case] = load(write(toml=TOML.replace("[]", '["X001", "R008", "X001"]')))
    assert case.codes == ("R008", "X001")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"toml": None}, "dot.toml: missing"),
        ({"svg": None}, "status is 'clean', but dot.svg is missing"),
        ({"toml": TOML.replace("clean", "rejected")}, "status is 'rejected', but dot.svg is there"),
        ({"toml": TOML.replace("clean", "fine")}, "status is 'fine'; expected one of clean, repaired"),
        ({"toml": TOML.replace("why", "because")}, "lacks why"),
        ({"toml": TOML.replace("model", "# model")}, "lacks model; write which one answered"),
        ({"toml": TOML + 'stand_in_for = "m"\n'}, "keep one of the keys"),
        ({"toml": TOML + "colour = 3\n"}, "unknown key 'colour'"),
        ({"toml": TOML.replace("[]", '"X001"')}, "codes is 'X001'; expected a list"),
        ({"toml": TOML.replace("[]", "[1]")}, "expected a list of strings"),
        ({"toml": "model = "}, "dot.toml: "),
        ({"reply": b"\xff<svg/>"}, "dot.reply.txt: not UTF-8"),
        ({"toml": TOML.replace('prompt = "a dot"', "")}, "lacks prompt; write what the model was asked for"),
        ({"toml": TOML.replace("prompt =", "drawing =")}, "there is no drawing 'a dot' in prompts/drawings"),
        ({"toml": TOML + 'faults = ["3-14 X001"]\n'}, "'3-14 X001' is not of the form 'LINE:COLUMN CODE'"),
        ({"toml": TOML + 'faults = ["3:14 X001"]\n'}, "codes and faults disagree about X001"),
        ({"toml": TOML + "tolerance = 3\n"}, "tolerance is 3; give the share of the pixels, 0 to 1"),
        ({"toml": TOML + "tolerance = true\n"}, "tolerance is True; expected a number"),
        ({"toml": TOML + 'missing = ["stem"]\n'}, "missing says nothing without the parts asked for"),
        ({"toml": TOML + 'policy = "safe"\n'}, "policy is 'safe'; expected a table"),
        ({"toml": TOML + 'policy.apply = "some"\n'}, "policy.apply is 'some'; expected one of unsafe, safe, none"),
        ({"toml": TOML + "policy.passes = 0\n"}, "policy: passes is 0; give a whole number above 0"),
        ({"toml": TOML + "policy.limits.width = 3\n"}, "unknown key 'width' in policy.limits; known are characters"),
        ({"toml": TOML + 'policy.select = "X"\n'}, "policy.select is 'X'; expected a list of strings"),
    ],
)
def test_an_incomplete_case_is_named(write: Write, parts: dict[str, str | None], message: str) -> None:
    with pytest.raises(CorpusError) as caught:
        load(write(**parts))
    assert message in str(caught.value)


def test_a_folder_without_cases_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no case"):
        load(tmp_path)
    with pytest.raises(CorpusError, match="no such folder"):
        load(tmp_path / "absent")


def test_only_a_toml_file_beside_a_reply_is_a_case(write: Write) -> None:
    folder = write() / "m"
    (folder / "other.toml").write_text("", encoding="utf-8")
    assert [path.name for path in sorted(folder.iterdir()) if is_case(path)] == ["dot.toml"]


def test_loading_imports_nothing_heavy() -> None:
    heavy = ["lxml", "PIL", "openai", "sqlalchemy", "rich", "cairosvg", "resvg_py", "svgguard.guard"]
    code = f"import sys, svgguard.testing.corpus as c; c.load(); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
