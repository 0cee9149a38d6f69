"""Asking a judge over real HTTP: the questions and their order, reading its answers, votes, the budget and the log."""

from __future__ import annotations

import hashlib
import json
import random
import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loopback_server import Answer, Seen, completion, reply, serving

import svgguard
from svgguard import Budget, EndpointError, calibrate, judge, omission_rate
from svgguard.judging import Calibration, Judgement, Store, Trials
from svgguard.judging.answers import probability, read_answer
from svgguard.judging.atoms import atoms
from svgguard.judging.mutation import shown, trials
from svgguard.judging.statistics import corrected, effective
from svgguard.log import open_log, stats
from svgguard.log.intervals import wilson
from svgguard.parts.specification import asked, drawing

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle id="sun" cx="5" cy="5" r="4"/></svg>'
KEY = "sk-secret-0123456789"


@pytest.fixture(autouse=True)
def judges(logged: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SVGGUARD_JUDGES", str(tmp_path / "judges"))


def question(seen: Seen) -> str:
    said = seen.body["messages"][-1]["content"][1]["text"]
    found = re.search(r"^(?:Is|Are|Does|Can)\b.*\?$", said, re.M)
    assert found
    return found[0]


def picture(seen: Seen) -> bytes:
    return b64decode(seen.body["messages"][-1]["content"][0]["image_url"]["url"].partition(",")[2])


def answering(said: Callable[[Seen], str]) -> Callable[[Seen], Answer]:
    return lambda seen: reply(completion(said(seen)))


def look(server: Any, **options: Any) -> Judgement:
    given = {"base_url": server.url, "model": "eye", "retries": 0, "parts": ["sun"]} | options
    return judge(given.pop("svg", SVG), **given)


YES = ["yes", "Yes.", "**Yes**", "YES!", "yes, there is no doubt", "Ja.", "oui", "Sí", "да", "はい", "是的，有", "有",
       '{"answer": "yes"}', '```json\n{"answer": true}\n```', '"yes"', "true", "Answer: **yes**", "The answer is yes.",
       "<think>No? No wheel… no.</think>\nYes", "<|channel>thought\nIs it? no\n<channel|>Yes", "A wheel.\n\n**Yes**",
       '{"reason": "two circles", "answer": "Yes"}', "Yes, it has a frame.", "‘Yes’", "`yes`", "y", "✅", "1",
       '{"present": 1, "confidence": 0.9}', "There is a front wheel.", "It does.", "Es gibt ein Rad.", "Absolutely!",
       "Yes, not hidden by anything.", "I can see two of them.", "It can be seen clearly.", "The wing is visible.",
       "Both wheels are present.", "The fork touches the frame.", "There is no gap.", "They are joined without a gap.",
       "I can make out an eye.", "Right.", "<reasoning>no</reasoning> Yes"]  # fmt: skip
NO = ["no", "No.", "**No**", "NO", "Nein.", "non", "não", "нет", "いいえ", "没有前轮", "아니요", '{"answer": "no"}',
      '{"answer": false}', "False", "Final answer: no", "There is no front wheel.", "The fork is missing.",
      "<think>yes? It may be yes.</think>No, not at all.", "hmm, is it one?</think>no", "I look for it.\nNo",
      "No, wait: there are yellow lines only", "The bicycle does not have one.", "n", "❌ missing", "0",
      "Definitely not.", "Absolutely not", "I see nothing of the kind.", "There is none.",
      "No - there is a gap.", "It cannot be seen.", "The eye is not visible.", "There is a gap between the two.",
      "They do not touch.", "Right front wheel is missing.", "The right wheel is missing.", "I don't see one.",
      "They are apart."]  # fmt: skip
UNCLEAR = ["", "...", "Perhaps.", "I am not sure.", "The picture shows a bicycle.", "yes or no", "42", "[1, 2]",
           '{"yes": "no", "no": "yes"}', "I cannot tell.", "75/100", "<think>it is there, yes",
           "There is a frame, but where the fork would be is a gap.", "There is only a frame.", '{"confidence": 1}',
           "Yes and no.", "It could be seen as a wheel.", "<think>No, there is none", "It may be visible."]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "answer"), [*((t, True) for t in YES), *((t, False) for t in NO), *((t, None) for t in UNCLEAR)]
)
def test_an_answer_is_read_however_it_is_dressed_up(text: str, answer: bool | None) -> None:
    assert read_answer(text) is answer


def logged(*tokens: tuple[str, dict[str, float]]) -> dict[str, Any]:
    content = [{"token": t, "top_logprobs": [{"token": k, "logprob": v} for k, v in top.items()]} for t, top in tokens]
    return {"choices": [{"logprobs": {"content": content}}]}


def test_log_probabilities_are_read_where_the_answer_stands() -> None:
    first = ("**", {"**": -0.1, "Yes": -2.0})
    assert probability(logged(first, ("No", {"No": -0.105, " no": -3.0, "Yes": -3.5, "The": -5.0}))) == pytest.approx(
        0.0312, abs=0.001
    )
    assert probability(logged(("The", {"The": -0.1}))) is None
    assert probability(logged(("yes", {"The": -0.01, "yes": -6.0}))) is None, "hardly the answer"
    thought = [("<think>", {}), ("no", {"no": -0.001}), ("</think>", {})]
    assert probability(logged(*thought, ("Yes", {"Yes": -0.01, "No": -5.0}))) == pytest.approx(0.993, abs=0.001)
    assert probability(logged(*thought[:2])) is None, "the thought was cut off"
    assert probability(logged(("no", {"no": -0.01}), (" gap: they touch.\n\nYes", {}))) is None, "the answer is yes"
    assert probability({"choices": [{"logprobs": None}]}) is None
    assert probability({}) is None


def test_questions_are_atomic_and_in_the_words_of_the_parts() -> None:
    said = [atom.text for atom in atoms(drawing("pelican-bicycle"))]
    assert said[:3] == [
        "Is there a bicycle in the picture?",
        "Does the bicycle have a rear wheel?",
        "Does the bicycle have a front wheel?",
    ]
    assert "Does the pelican have an eye?" in said
    assert "Does the fork of the bicycle touch the frame of the bicycle?" in said
    assert not any("pelican riding" in text for text in said), "it is not told what to expect"
    assert [a.text for a in atoms(asked(["2 eyes", {"name": "sign", "text": ["Exit"]}]))] == [
        "Are there any eyes in the picture?",
        "Can 2 or more of these be seen in the picture: eyes?",
        'Can these words be read in the picture: "Exit"?',
    ]


class TestAsking:
    def test_a_picture_and_one_question_are_sent(self) -> None:
        with serving(answering(lambda seen: "yes")) as server:
            found = look(server, api_key=KEY)
        seen = server.seen[0]
        assert picture(seen).startswith(b"\x89PNG") and question(seen) == "Is there a sun in the picture?"
        assert seen.body["logprobs"] is True and seen.body["max_tokens"] == 256 and not seen.body["stream"]
        assert found.parts == {"sun": True} and found.missing == () and found.png == picture(seen)
        assert found.omissions.caveat == "the judge is not calibrated" and found.omissions.corrected is None

    def test_votes_end_when_they_decide(self) -> None:
        with serving(answering(lambda seen: "no")) as server:
            found = look(server, votes=5)
        assert len(server.seen) == 3 and (found.verdicts[0].no, found.missing) == (3, ("sun",))

    def test_most_votes_win_and_what_is_unclear_is_none(self) -> None:
        said = iter(["no", "perhaps", "yes", "yes", "maybe"])
        with serving(answering(lambda seen: next(said))) as server:
            found = look(server, votes=5)
        (verdict,) = found.verdicts
        assert (verdict.yes, verdict.no, verdict.unclear, verdict.answer) == (2, 1, 2, True)
        with serving(answering(lambda seen: "maybe")) as server:
            assert look(server).unclear == ("sun",)

    def test_log_probabilities_save_votes(self) -> None:
        sure = completion("No")
        sure["choices"][0]["logprobs"] = logged(("No", {"No": -0.01, "Yes": -5.0}))["choices"][0]["logprobs"]
        with serving(reply(sure)) as server:
            found = look(server)
        assert len(server.seen) == 1 and found.verdicts[0].probability == pytest.approx(0.0067, abs=0.001)

    def test_parameters_that_are_refused_are_left_out(self) -> None:
        def answer(seen: Seen) -> Answer:
            if "logprobs" in seen.body:
                return reply({"error": {"message": "Unsupported parameter: 'logprobs'", "param": "logprobs"}}, 400)
            return reply(completion("yes"))

        with serving(answer) as server:
            assert look(server, votes=1).parts == {"sun": True}

    def test_below_a_no_nothing_is_asked(self) -> None:
        parts = [{"name": "bicycle"}, {"name": "wheel", "of": "bicycle", "count": 2}, {"name": "sun"},
                 {"name": "frame", "of": "bicycle", "joins": ["wheel"]}]  # fmt: skip
        with serving(answering(lambda seen: "yes" if "sun" in question(seen) else "no")) as server:
            found = look(server, parts=parts, votes=1)
        assert sorted(map(question, server.seen)) == [
            "Is there a bicycle in the picture?",
            "Is there a sun in the picture?",
        ]
        assert found.missing == ("bicycle", "wheel", "frame") and found.few == () and found.loose == ()
        assert {v.because for v in found.verdicts} == {"", "bicycle"}
        assert (found.omissions.missing, found.omissions.total) == (3, 4)

    def test_counts_and_joints_are_asked_of_what_is_there(self) -> None:
        parts = [{"name": "wheel", "count": 2}, {"name": "frame", "joins": ["wheel"]}]
        with serving(
            answering(lambda seen: "no" if "2 or more" in question(seen) or "touch" in question(seen) else "yes")
        ) as server:
            found = look(server, parts=parts, votes=1)
        assert (found.missing, found.few, found.loose) == ((), ("wheel",), (("frame", "wheel"),))

    def test_the_budget_is_kept(self) -> None:
        with serving(answering(lambda seen: "yes")) as server:
            found = look(server, parts=[f"thing {n}" for n in range(9)], votes=1, budget=Budget(attempts=4))
        assert len(server.seen) == 4 == found.requests and len(found.unclear) == 5
        assert found.omissions.total == 4, "what was not asked counts neither way"
        assert {v.problem for v in found.verdicts} == {"", "the budget is spent"}

    def test_no_answer_at_all_is_an_error(self) -> None:
        broken = reply({"error": {"message": "no vision here"}}, 400)
        with serving(broken) as server, pytest.raises(EndpointError, match="no vision"):
            look(server)

    def test_every_question_is_logged_and_none_counts_as_a_picture(self) -> None:
        with serving(answering(lambda seen: "No.")) as server:
            found = look(server, api_key=KEY, votes=3)
        rows = list(open_log().rows())
        assert [(r["step"], r["status"], r["why"], r["prompt"]) for r in rows] == [
            ("judge", "no", "sun", "Is there a sun in the picture?")
        ] * 2
        assert rows[0]["call"] == found.call and rows[0]["prompt_version"].startswith("judge-")
        assert KEY not in repr(rows) and stats() == []

    def test_a_function_is_asked_too(self) -> None:
        assert judge(SVG, parts=["sun"], client=lambda messages: "yes", model="f").parts == {"sun": True}

    @pytest.mark.parametrize("wrong", [{"votes": 2}, {"votes": 0}, {"concurrency": 0}, {"parts": None}])
    def test_what_makes_no_sense_is_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match=r"odd|concurrency|look for"):
            given: dict[str, Any] = {"parts": ["sun"], "client": lambda messages: "yes"}
            judge(SVG, **(given | wrong))


class TestCalibration:
    NAMES = ("padlock-icon", "weather-icon", "coffee-logo")

    def test_a_scripted_judge_is_measured_as_what_it_is(self, tmp_path: Path) -> None:
        """It is told by the hash of the picture what is missing, and errs as often as it is told to."""
        chosen = trials(self.NAMES)
        lacks = {hashlib.sha256(shown(t.without, 128)).hexdigest(): t.part for t in chosen}
        told: dict[bool, list[bool]] = {True: [], False: []}

        def say(seen: Seen) -> str:
            digest = hashlib.sha256(picture(seen)).hexdigest()
            part = lacks.get(digest)
            missing = part is not None and f" {part}" in question(seen)
            wrong = random.Random(f"1 {digest} {question(seen)}").random() < (0.2 if missing else 0.1)
            told[missing].append(missing != wrong)
            return "No" if missing != wrong else "Yes"

        with serving(answering(say)) as server:
            known = calibrate(
                drawings=self.NAMES,
                most=None,
                base_url=server.url,
                model="eye",
                votes=1,
                size=128,
                retries=0,
                log=tmp_path / "log.sqlite",
            )
        assert sum(t.deleted for t in known.trials) == sum(t.kept for t in known.trials) == len(chosen)
        assert {t.drawing for t in known.trials} == set(self.NAMES)
        recall, alarms = known.recall, known.false_alarms
        assert recall and alarms and recall.covers(0.8) and alarms.covers(0.1) and known.telling
        assert Store().find("eye", known.key) == known and list(Store()) == [known]
        with open_log(tmp_path / "log.sqlite").reading() as connection:
            assert connection is not None
            (kept,) = connection.exec_driver_sql("SELECT model, data FROM calibrations").all()
        assert kept.model == "eye" and Calibration.from_dict(json.loads(kept.data)) == known

    def test_it_stands_beside_the_rate(self, tmp_path: Path) -> None:
        with serving(answering(lambda seen: "no")) as server:
            key = look(server).key
            Store().keep(Calibration("eye", key, "judge-1", 3, (Trials("a", 50, 45, 50, 2),), 0))
            found = look(server, parts=["sun", "moon"])
            other = look(server, votes=1)
        rate = found.omissions
        assert rate.calibration and rate.calibration.recall == wilson(45, 50)
        assert rate.observed and rate.observed.value == 1 and rate.corrected and rate.corrected.low > 0.2
        assert other.calibration is None, "it is known for another way of asking"
        assert found.to_dict()["omissions"]["recall"]["value"] == 0.9
        with pytest.raises(ValueError, match="several"):
            omission_rate([found, other])

    def test_a_judge_that_guesses_yields_no_rate(self) -> None:
        assert corrected((30, 100), (25, 50), (24, 50)) is None
        known = Calibration("eye", "k", "judge-1", 3, (Trials("a", 50, 25, 50, 24),), 0)
        assert not known.telling and "guessing" in str(known)

    def test_a_trial_lacks_its_part_and_nothing_else(self) -> None:
        (fork,) = [t for t in trials(["pelican-bicycle"]) if t.part == "fork"]
        assert svgguard.check(fork.svg, drawing="pelican-bicycle").parts
        gone = {
            s.part for s in svgguard.check(fork.without, drawing="pelican-bicycle").parts if s.faulty and not s.there
        }
        assert gone == {"fork"}

    def test_trials_are_spread_and_repeatable(self) -> None:
        few = trials(self.NAMES, most=3, seed=5)
        assert {t.specification.name for t in few} == set(self.NAMES)
        assert [t.part for t in trials(self.NAMES, most=3, seed=5)] == [t.part for t in few]


def test_the_correction_covers_the_truth() -> None:
    chance = random.Random(4)

    def drawn(total: int, share: float) -> int:
        return sum(chance.random() < share for _ in range(total))

    for truth, recall, alarms in ((0.05, 0.95, 0.02), (0.3, 0.8, 0.1)):
        shown_ = truth * recall + (1 - truth) * alarms
        estimates = [
            corrected((drawn(150, shown_), 150), (drawn(80, recall), 80), (drawn(80, alarms), 80)) for _ in range(150)
        ]
        assert sum(e is not None and e.covers(truth) for e in estimates) >= 135
    perfect = corrected((0, 100), (100, 100), (0, 100))
    assert perfect and perfect.value == 0 == perfect.low and perfect.high < 0.08


def test_what_goes_together_is_worth_less() -> None:
    assert effective([(10, 10), (0, 10)] * 5) == pytest.approx((4.5, 9.0)), "ten answers about one thing are one"
    assert effective([(5, 10)] * 10) == (50, 100)
    assert effective([(0, 10)] * 10) == (0, 100) and effective([]) == (0, 0)
