"""How often a missing part is mended when the model draws it right: the place, the splice and the check are measured.

    python benchmarks/parts/mend.py --trials 70 --seed 3

A part is taken out of a drawing that ships; where svgguard finds it missing and asks for it, the answer is what was
taken out. It must be accepted, and the picture must be as it was, up to the order in which things are painted.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from PIL import ImageChops

import svgguard
from svgguard.fragments import fit, part_question
from svgguard.judging.mutation import Trial, trials

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


def outcome(trial: Trial) -> str:
    before = svgguard.check(trial.without, parts=trial.specification)
    question = part_question(before, parts=trial.specification)
    if question is None:
        return "not asked for"
    if question.part != trial.part:
        return "another part asked for"
    fitted = fit(question, f"<g>{taken_out(trial)}</g>", before, trial.specification, svgguard.Policy())
    if fitted is None:
        return "no fragment seen"
    if not fitted.accepted:
        return f"not accepted: {fitted.objection}"
    whole, now = (svgguard.render(svg, size=256, background="#fff").image for svg in (trial.svg, fitted.result))
    changed = (
        ImageChops.difference(whole.convert("RGB"), now.convert("RGB")).convert("L").point(lambda v: 255 * (v > 8))
    )
    share = changed.histogram()[255] / (changed.width * changed.height)
    return "as it was" if share <= SAME else "accepted, and looks otherwise"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=70)
    parser.add_argument("--seed", type=int, default=3)
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    for trial in trials(most=given.trials, seed=given.seed):
        said = outcome(trial)
        counts[said.partition(":")[0]] += 1
        if said != "as it was":
            print(f"{trial.specification.name:24} {trial.part:20} {said}")
    asked = sum(count for said, count in counts.items() if "asked for" not in said)
    good = counts["as it was"] + counts["accepted, and looks otherwise"]
    print(f"{asked} of {counts.total()} asked for, {good} of {asked} accepted, {counts['as it was']} as it was")
    return 0


if __name__ == "__main__":
    sys.exit(main())
