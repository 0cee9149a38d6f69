"""How often a missing part is repaired when the model draws it right: the place, the splice and the check are measured.

    python benchmarks/parts/repair.py --trials 70 --seed 3
    python benchmarks/parts/repair.py --together 3 --seed 3      # so many parts out of each drawing at once, over HTTP

A part is taken out of a drawing that ships; where svgguard finds it missing and asks for it, the answer is what was
taken out. It must be accepted, and the picture must be as it was, up to the order in which things are painted. With
`--together` several are taken out at once, and a server on this machine gives that drawing first and then, question by
question, the part that `generate` asks for.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from PIL import ImageChops

import svgguard
from svgguard.generation.fragments import askable, fit, part_question
from svgguard.generation.fragments.asking import slug
from svgguard.judging.mutation import Trial, trials
from svgguard.testing.loopback import Answer, LoopbackServer, as_json
from svgguard.text import edits

SAME = 0.01
"""The share of the pixels that may differ."""


def taken_out(trial: Trial) -> str:
    """The source that the drawing has and the trial lacks."""
    pieces, at = [], 0
    for line in trial.without.splitlines(keepends=True):
        found = trial.svg.find(line, at) if line.strip() else -1
        if found >= 0:
            pieces.append(trial.svg[at:found])
            at = found + len(line)
    return "".join(pieces)


def looks(whole: str, now: svgguard.Result) -> str:
    """True if a drawing looks as it did."""
    one, other = (svgguard.render(svg, size=256, background="#fff").image.convert("RGB") for svg in (whole, now))
    changed = ImageChops.difference(one, other).convert("L").point(lambda v: 255 * (v > 8))
    share = changed.histogram()[255] / (changed.width * changed.height)
    return "as it was" if share <= SAME else "accepted, and looks otherwise"


def outcome(trial: Trial) -> str:
    """What became of one part."""
    before = svgguard.check(trial.without, parts=trial.specification)
    question = part_question(before, parts=trial.specification)
    if question is None:
        return "not asked for"
    if question.part != trial.part:
        return "another part asked for"
    fitted = fit(question, f"<g>{taken_out(trial)}</g>", before, trial.specification, svgguard.Policy())
    if fitted is None:
        return "no fragment seen"
    return looks(trial.svg, fitted.result) if fitted.accepted else f"not accepted: {fitted.objection}"


def one_by_one(most: int, seed: int) -> None:
    """Take a part out of a drawing, `most` times."""
    counts: Counter[str] = Counter()
    for trial in trials(most=most, seed=seed):
        said = outcome(trial)
        counts[said.partition(":")[0]] += 1
        if said != "as it was":
            print(f"{trial.specification.name:24} {trial.part:20} {said}")
    asked = sum(count for said, count in counts.items() if "asked for" not in said)
    good = counts["as it was"] + counts["accepted, and looks otherwise"]
    print(f"{asked} of {counts.total()} asked for, {good} of {asked} accepted, {counts['as it was']} as it was")


class Draughtsman:
    """Answers with a drawing that lacks some parts, and with each part that it is asked for."""

    def __init__(self, drawing: str, parts: Mapping[str, str]) -> None:
        self.requests: list[Mapping[str, Any]] = []
        self.models = ["draughtsman"]
        self._drawing = drawing
        self._parts = {slug(name): source for name, source in parts.items()}

    def answer(self, request: Mapping[str, Any]) -> Answer:
        """The chat completion for a request."""
        self.requests.append(request)
        asked = re.search(r'nothing else: <g id="([^"]+)">', request["messages"][-1]["content"])
        said = f"<g>{self._parts.get(asked[1], '')}</g>" if asked else self._drawing
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
        return as_json({"object": "chat.completion", "model": "draughtsman", "choices": [choice]})


def cut(trial: Trial) -> svgguard.Edit | None:
    """The edit that takes the part out; None where it stands in several places."""
    start = next((i for i, (a, b) in enumerate(zip(trial.svg, trial.without, strict=False)) if a != b), 0)
    end = start + len(trial.svg) - len(trial.without)
    whole = trial.svg[:start] + trial.svg[end:] == trial.without
    return svgguard.Edit(start, end, "") if whole else None


def some(of: Sequence[Trial], count: int, chance: random.Random) -> dict[svgguard.Edit, Trial]:
    """That many parts that stand beside each other, none within another, with the edits that take them out."""
    found: dict[svgguard.Edit, Trial] = {}
    for trial in chance.sample(of, len(of)):
        edit = cut(trial)
        apart = edit is not None and all(edit.end <= other.start or edit.start >= other.end for other in found)
        if edit is not None and apart and len(found) < count:
            found[edit] = trial
    return found


def together(count: int, seed: int) -> None:
    """Take `count` parts out of every drawing at once."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    noticed = repaired = whole = drawings = 0
    of_one = sorted(trials(seed=seed), key=lambda trial: trial.specification.name)
    for name, group in groupby(of_one, key=lambda trial: trial.specification.name):
        gone = some(list(group), count, chance)
        if len(gone) < count:
            continue
        first = next(iter(gone.values()))
        drawing, wanted = edits.apply(first.svg, sorted(gone, key=lambda edit: edit.start)), first.specification
        lacking = {s.part for s in svgguard.check(drawing, parts=wanted).parts if askable([s])}
        lacking &= {trial.part for trial in gone.values()}
        sources = {trial.part: first.svg[edit.start : edit.end] for edit, trial in gone.items()}
        with LoopbackServer(Draughtsman(drawing, sources)) as server:
            result = svgguard.generate(
                wanted.prompt, parts=wanted, model="draughtsman", base_url=server.base_url, log=False,
                attempts=count + 1, stream=False, skip=["reask", "resample"],
            )  # fmt: skip
        back = {s.part for s in result.parts if s.presence == "found"} & lacking
        noticed, repaired, drawings = noticed + len(lacking), repaired + len(back), drawings + 1
        whole += back == lacking
        if back != lacking:
            why = "; ".join(attempt.objection for attempt in result.attempts if attempt.objection)
            print(f"{name:24} left: {', '.join(sorted(lacking - back))}  {why}")
    print(
        f"{drawings} drawings less {count} parts each: {noticed} of {count * drawings} known to be missing, "
        f"{repaired} of these repaired, all of them in {whole} drawings"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=70)
    parser.add_argument("--together", type=int, metavar="COUNT", help="parts taken out of every drawing at once")
    parser.add_argument("--seed", type=int, default=3)
    given = parser.parse_args()
    if given.together:
        together(given.together, given.seed)
    else:
        one_by_one(given.trials, given.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
