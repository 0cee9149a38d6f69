"""True if calibration measures what a judge is: scripted judges of known errors are asked over real HTTP.

    python benchmarks/parts/judge.py                     # three judges, seeds 1, 2 and 3
    python benchmarks/parts/judge.py --trials 300 --seed 7 --seed 8

The judge is a server on this machine. It gets the request as any endpoint does, tells by the bytes of the picture which
part is missing from it, reads the question to see what it is asked about, and lies as often as it is told to. What is
measured is compared with what it was told, and the omission rate of drawings that lack known parts with the true one.

Every interval has a nominal coverage of 95 %. The judges and seeds are independent, the three figures of one run are
not: the omission rate is corrected by the other two. So each kind of figure is counted for itself over all judges and
seeds, and the command ends with an error when one of the three misses more often than a binomial of 5 % does in
1 case of 300 (that is more than 3 of 9), which by Bonferroni's inequality happens to sound intervals in at most 1 run
of 100.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
import tempfile
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from openai import OpenAI

from svgguard.judging import Estimate, calibrate, judge, omission_rate
from svgguard.judging.atoms import atoms
from svgguard.judging.mutation import Trial, shown, trials
from svgguard.parts.specification import Specification
from svgguard.testing.loopback import Answer, LoopbackServer, as_json

MODEL = "scripted"
SIZE = 256
"""Pixels; nothing here looks at them."""
PICTURES = 34
"""Drawings whose omission rate is measured."""
OUTSIDE = 0.05
"""Of the truths, the share that the intervals are made to miss."""
FALSE_ERROR = 0.01
"""The chance at most that this command ends with an error although the intervals are sound."""
JUDGES = ((0.95, 0.02, False, 3), (0.8, 0.1, False, 1), (0.75, 0.15, True, 3))
"""Recall, false alarms, whether every vote errs by itself, votes."""
SAYINGS = {
    True: ["Yes", "**Yes**", "yes.", '{"answer": "yes"}', "<think>Hm, is it there? No, no…</think>Yes, it is.", "Oui."],
    False: ["No", "**No**", "no.", '{"answer": false}', "<think>It might be, yes.</think>\nNo.", "Nein, nicht da."],
}


@dataclass(frozen=True)
class Errors:
    """How a scripted judge errs, question by question."""

    recall: float
    """How often it says no of a part that was taken away."""
    false_alarms: float
    """How often it says no of a part that is there."""
    wavers: bool = False
    """True if every vote errs by itself; otherwise one who errs once errs again."""


class ScriptedJudge:
    """Answers by what is in the request, and nothing else: the picture by its hash, the question by its words."""

    def __init__(self, errors: Errors, known: Iterable[Trial], seed: int) -> None:
        self.requests: list[Mapping[str, Any]] = []
        self.models = [MODEL]
        self._errors = errors
        self._seed = seed
        self._missing: dict[str, set[str]] = {}
        """By hash of the picture the questions to which the truth is no."""
        self._pictures: set[str] = set()
        for trial in known:
            self.know(trial.without, {trial.part}, trial.specification)
            self.know(trial.svg, set(), trial.specification)

    def know(self, svg: str, missing: set[str], specification: Specification) -> None:
        """Take note of a drawing and of the parts that it lacks."""
        digest = hashlib.sha256(shown(svg, SIZE)).hexdigest()
        self._pictures.add(digest)
        lacks = self._missing.setdefault(digest, set())
        lacks |= {atom.text for atom in atoms(specification) if atom.part in missing or atom.other in missing}

    def answer(self, request: Mapping[str, Any]) -> Answer:
        """The chat completion for a request."""
        self.requests.append(request)
        picture, text = request["messages"][-1]["content"]
        digest = hashlib.sha256(b64decode(picture["image_url"]["url"].partition(",")[2])).hexdigest()
        if digest not in self._pictures:
            raise LookupError("a picture that nobody announced")
        question = re.search(r"^(?:Is|Are|Does|Can)\b.*\?$", text["text"], re.M)[0]  # type: ignore[index]  # there is one
        missing = question in self._missing[digest]
        turn = str(len(self.requests)) if self._errors.wavers else ""
        chance = random.Random(f"{self._seed} {digest} {question} {turn}")  # noqa: S311 -- no secret
        says_no = chance.random() < (self._errors.recall if missing else self._errors.false_alarms)
        said = chance.choice(SAYINGS[not says_no])
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
        return as_json({"object": "chat.completion", "model": MODEL, "choices": [choice]})


def expected(errors: Errors, chosen: Iterable[Trial], votes: int) -> tuple[float, float]:
    """The recall and the false-alarm rate that must come out, over questions above the part and over votes."""

    def voted(p: float) -> float:
        return 3 * p**2 - 2 * p**3 if errors.wavers and votes == 3 else p

    depths = [_depth(trial) for trial in chosen]
    no, alarm = voted(errors.recall), voted(errors.false_alarms)
    recalls = [1 - (1 - alarm) ** (depth - 1) * (1 - no) for depth in depths]
    alarms = [1 - (1 - alarm) ** depth for depth in depths]
    return sum(recalls) / len(depths), sum(alarms) / len(depths)


def _depth(trial: Trial) -> int:
    """How many questions lead to the part, its own counted."""
    part, depth = trial.specification.part(trial.part), 1
    while part.of is not None:
        part, depth = trial.specification.part(part.of), depth + 1
    return depth


def measure(errors: Errors, most: int, seed: int, votes: int) -> Counter[str]:
    """Calibrate one judge and have it look at drawings; which figures missed the truth."""
    chosen = trials(most=most, seed=seed)
    scripted = ScriptedJudge(errors, chosen, seed)
    with LoopbackServer(scripted) as server, tempfile.TemporaryDirectory() as folder:
        client = OpenAI(base_url=server.base_url, api_key="none", max_retries=0)
        options: dict[str, Any] = {"client": client, "model": MODEL, "votes": votes, "calibrations": folder}
        options |= {"log": False, "concurrency": 8, "size": SIZE}
        known = calibrate(most=most, seed=seed, **options)
        recall, alarms = expected(errors, chosen, votes)
        missed = _told("recall", known.recall, recall) + _told("false alarms", known.false_alarms, alarms)
        return missed + _told("omission rate", *_omissions(scripted, chosen, options))


def _omissions(scripted: ScriptedJudge, chosen: Sequence[Trial], options: Mapping[str, Any]) -> tuple[Estimate, float]:
    """The corrected omission rate of drawings of which each lacks a part and what belongs to it, and the true one."""
    judgements, lacking, total = [], 0, 0
    for trial in chosen[:PICTURES]:
        wanted = trial.specification
        gone = {trial.part, *(part.name for part in wanted.inside(wanted.part(trial.part)))}
        scripted.know(trial.without, gone, wanted)
        judgements.append(judge(trial.without, parts=wanted, **options))
        lacking, total = lacking + len(gone), total + len(wanted.parts)
    rate = omission_rate(judgements)
    print(f"    {rate}")
    assert rate.corrected is not None, rate.caveat
    return rate.corrected, lacking / total


def _told(what: str, estimate: Estimate | None, truth: float) -> Counter[str]:
    covered = estimate is not None and estimate.covers(truth)
    print(f"  {what:22} {truth:6.1%} as told, {estimate} as measured{'' if covered else '  MISSED'}", flush=True)
    return Counter() if covered else Counter([what])


def most_misses(runs: int, chance: float) -> int:
    """The most misses of so many runs that sound intervals exceed with a chance of at most `chance`."""
    tail, most = 1.0, -1
    while tail > chance:
        most += 1
        tail -= comb(runs, most) * OUTSIDE**most * (1 - OUTSIDE) ** (runs - most)
    return most


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=150)
    parser.add_argument("--seed", type=int, action="append", help="may be repeated; 1, 2 and 3 unless given")
    given = parser.parse_args()
    seeds = given.seed or [1, 2, 3]
    missed: Counter[str] = Counter()
    for seed in seeds:
        for recall, false_alarms, wavers, votes in JUDGES:
            print(f"seed {seed}: recall {recall}, false alarms {false_alarms}, {votes} votes, wavers: {wavers}")
            missed += measure(Errors(recall, false_alarms, wavers), given.trials, seed, votes)
    runs = len(seeds) * len(JUDGES)
    kinds = ("recall", "false alarms", "omission rate")
    most = most_misses(runs, FALSE_ERROR / len(kinds))
    for kind in kinds:
        print(f"{kind:14} {runs - missed[kind]} of {runs} within the interval of 95 %, at least {runs - most} needed")
    return int(any(missed[kind] > most for kind in kinds))


if __name__ == "__main__":
    sys.exit(main())
