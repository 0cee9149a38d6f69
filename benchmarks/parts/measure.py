"""Recall and false alarms of the search for missing parts: one part at a time taken out of good drawings.

    python benchmarks/parts/measure.py                    # the held-out prompts and the drawings that ship, seed 1
    python benchmarks/parts/measure.py --split dev --seed 7 --show
    python benchmarks/parts/measure.py --split corpus     # drawings of the corpus, with parts from their prompts

What is asked for comes from the prompt (`prompts.toml`) or the specification, never from the drawing. Of every part
that can be located in a drawing one mutant is made, in a way that chance chooses; the untouched drawing is the control,
and of the drawings that ship, which have every part, also for the parts that cannot be located.
A mutant counts only when its picture differs from the original's. It is caught when the part is said not to be there,
or, where no label tells which part it was, when a shape of the part is said to be written and unseen; that the part is
unknown catches nothing. It is a false alarm when either is said of the part in the control. Needs ../shared/data;
without it only the drawings that ship are measured, which is said.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree
from PIL import Image, ImageChops

import svgguard
from svgguard import document
from svgguard.parts.examination import take
from svgguard.parts.specification import Part, Specification, asked, drawing, drawings
from svgguard.types import Limits

sys.path.insert(0, str(Path(__file__).parent))
from mutations import SHAPES, Mutant, locate, lost_child, mutants, shapes, stripped, written

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data"
CORPORA = HERE.parents[1] / "corpus", HERE.parents[1] / "svgguard" / "data" / "demo"
SHIPPED = HERE.parents[1] / "svgguard" / "data" / "prompts" / "drawings"
LEAST = 12
"""Pixels of 256 x 256 that a lost part must have changed."""


@dataclass
class Sample:
    """A drawing, what is asked of it, and the patterns by which its parts are located."""

    name: str
    text: str
    wanted: Specification
    patterns: dict[str, str]
    complete: bool = False
    """True if every part that is asked for is there, also those that cannot be located."""


@dataclass
class Score:
    """What one method made of mutants and controls."""

    hits: Counter[str] = field(default_factory=Counter)
    mutants: Counter[str] = field(default_factory=Counter)
    alarms: int = 0
    """Parts that are there and were said to be missing, in controls."""
    stray: int = 0
    """Parts that are there and were said to be missing, in mutants."""
    controls: int = 0
    drawings: Counter[str] = field(default_factory=Counter)
    """Untouched drawings, and those with a shape that is said to be written and unseen, whatever it belongs to."""
    seconds: float = 0.0
    looks: int = 0


Scores = defaultdict[tuple[str, str], Score]
"""By labels and method."""


def samples(split: str) -> Iterator[Sample]:
    """The drawings of a split, and with `held` those that ship; `corpus` has those of the corpus."""
    if split == "corpus":
        yield from _cases()
        return
    if split != "shipped":
        for folder in ("clean", "answers"):
            yield from _collected(DATA / folder, split)
    if split in ("held", "shipped"):
        for name in drawings():
            if (path := SHIPPED / f"{name}.svg").is_file():
                wanted = drawing(name)
                patterns = {p.name: _pattern(p) for p in wanted.parts}
                yield Sample(name, path.read_text(encoding="utf-8"), wanted, patterns, complete=True)


def _collected(folder: Path, split: str) -> Iterator[Sample]:
    """The drawings of a folder of the shared data whose prompts are in `prompts.toml`."""
    if not folder.is_dir():
        print(f"skipped: {folder} is not here")
        return
    table = tomllib.loads((HERE / "prompts.toml").read_text(encoding="utf-8"))["prompts"]
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        ask = next((p for p in table if (row["prompt"] or "").startswith(p["begins"])), None)
        if ask is None or split not in (ask["split"], "all"):
            continue
        repaired = svgguard.repair((folder / row["file"]).read_text(encoding="utf-8")).svg
        if repaired is not None:
            parts = [re.sub(r"^\d+ ", "", name) for name in ask["parts"]]
            patterns = dict(zip(parts, ask["parts"].values(), strict=True))
            yield Sample(row["id"], repaired, asked(list(ask["parts"])), patterns)


def _cases() -> Iterator[Sample]:
    """The drawings of the corpus whose prompts are in `corpus.toml`."""
    for case, parts in tomllib.loads((HERE / "corpus.toml").read_text(encoding="utf-8")).items():
        [file] = (file for corpus in CORPORA for file in corpus.glob(f"*/{case}.svg"))
        yield Sample(case, file.read_text(encoding="utf-8"), asked(list(parts)), parts)


def _pattern(part: Part) -> str:
    """The names of a part of a specification, and their plurals."""
    plain = [name.lower().replace("-", " ") for name in (part.name, *part.synonyms)]
    return "|".join(rf"{re.escape(name)}(?:s|es)?".replace(r"\ ", r"\s?") for name in plain)


def picture(text: str) -> Image.Image | None:
    try:
        return svgguard.render(text, size=256, background="#fff").image.convert("RGB")
    except svgguard.RenderError:
        return None


def differ(a: Image.Image | None, b: Image.Image | None) -> int:
    """Pixels in which two pictures differ visibly."""
    if a is None or b is None or a.size != b.size:
        return 0
    return sum(ImageChops.difference(a, b).convert("L").histogram()[6:])


@dataclass(frozen=True)
class Said:
    """What is said not to be there."""

    parts: set[str]
    traces: dict[int, str]
    """The shapes that are said to be written and unseen: their tags by their numbers, see `written`."""


def flagged(text: str, wanted: Specification, drawn: bool, score: Score) -> Said:
    """The parts that are said not to be there, and the shapes that are."""
    read = document.read(text, Limits())
    assert isinstance(read, document.Document), read
    started = time.perf_counter()
    found = take(read, wanted, drawn=drawn)
    score.seconds += time.perf_counter() - started
    score.looks += 1
    placed = [(n, e) for n, e in enumerate(written(read.root)) if e.tag in SHAPES or not len(e)] if found.traces else []
    tags = {n: read.start_tag(e) for n, e in placed}
    traces = {
        n: text[tag.start : tag.end]
        for n, tag in tags.items()
        if any(trace.start <= tag.start < trace.end for trace in found.traces)
    }
    return Said({s.part for s in found.sightings if s.faulty}, traces)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--split", choices=["dev", "held", "all", "shipped", "corpus"], default="held")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="name what was missed and what was a false alarm")
    parser.add_argument("--each", type=int, default=100, help="the most mutants of one drawing")
    parser.add_argument("--without-stripped", action="store_true", help="measure only with labels")
    parser.add_argument("--only-stripped", action="store_true", help="measure only without labels")
    parser.add_argument("--only", default="", help="samples whose name has this in it")
    options = parser.parse_args()
    scores: Scores = defaultdict(Score)
    count = 0
    for sample in samples(options.split):
        if options.only not in sample.name:
            continue
        count += _measure(sample, random.Random(f"{options.seed} {sample.name}"), scores, options)  # noqa: S311
    print(f"\n{count} mutants; split {options.split}, seed {options.seed}")
    for (labels, method), score in sorted(scores.items()):
        _print(labels, method, score)
    return 0


def _measure(sample: Sample, chance: random.Random, scores: Scores, options: argparse.Namespace) -> int:
    root = etree.fromstring(sample.text.encode())
    whole = etree.tostring(root, encoding="unicode")
    before = picture(whole)
    numbers = {node: n for n, node in enumerate(root.iter())}
    places = {name: place for name, pattern in sample.patterns.items() if (place := locate(root, pattern)) is not None}
    stands = {
        name: {numbers[s] for e in place.elements for s in ([e] if e.tag in SHAPES else shapes(e))}
        for name, place in places.items()
    }
    order = {element: n for n, element in enumerate(written(root))}
    own = {
        name: {order[s] for e in place.elements for s in ([e] if e.tag in SHAPES else shapes(e))}
        for name, place in places.items()
    }
    chosen: list[tuple[str, Mutant]] = []
    show = options.show
    for name in chance.sample(sorted(places), len(places)):
        if len(chosen) >= options.each:
            break
        part = sample.wanted.part(name)
        ways = mutants(root, sample.patterns[name], chance)
        if part.count > 1 and (child := lost_child(root, sample.patterns[name], part.count, chance)) is not None:
            ways = iter([child])
        mutant = next((m for m in ways if differ(before, picture(m.text)) >= LEAST), None)
        if mutant is not None:
            chosen.append((name, mutant))
    if not chosen:
        return 0
    # What a complete drawing has without a name of its own is a control as well.
    rest = {p.name for p in sample.wanted.parts} - {name for name, _ in chosen} if sample.complete else set()
    changes: dict[str, Callable[[str], str]] = {} if options.only_stripped else {"labels": str}
    changes |= {} if options.without_stripped else {"stripped": stripped}
    for labels, change in changes.items():
        for method, drawn in (("labels", False), ("labels and picture", True)):
            score = scores[labels, method]
            plain = flagged(change(whole), sample.wanted, drawn, score)
            score.drawings.update(["all", *(["traces"] if plain.traces else [])])
            score.controls += len(rest)
            score.alarms += len(rest & plain.parts)
            for name, mutant in chosen:
                score.controls += 1
                score.mutants[mutant.kind] += 1
                score.alarms += name in plain.parts or bool(own[name] & plain.traces.keys())
                said = flagged(change(mutant.text), sample.wanted, drawn, score)
                caught = name in said.parts or bool(mutant.left & said.traces.keys())
                score.hits[mutant.kind] += caught
                intact = {n for n, where in stands.items() if not where & mutant.touched}
                stray = (said.parts - plain.parts) & intact
                others = {tag for n, tag in said.traces.items() if n not in mutant.left} - set(plain.traces.values())
                score.stray += len(stray) + len(others)
                if show and drawn:
                    if not caught:
                        print(f"missed       {sample.name:24} {name:20} {mutant.kind:14} {labels}")
                    for other in sorted(stray | others):
                        print(f"stray        {sample.name:24} {other:20} {name} was {mutant.kind}, {labels}")
            if show and drawn:
                for name in sorted({name for name, _ in chosen} | rest):
                    if name in plain.parts or own.get(name, set()) & plain.traces.keys():
                        print(f"false alarm  {sample.name:24} {name:20} {labels}")
    return len(chosen)


def _print(labels: str, method: str, score: Score) -> None:
    hits, mutants_ = score.hits.total(), score.mutants.total()
    wrong = score.alarms + score.stray
    print(
        f"\n{labels}, {method}: recall {hits}/{mutants_} = {hits / max(1, mutants_):.3f}, "
        f"false alarms {score.alarms}/{score.controls} = {score.alarms / max(1, score.controls):.3f}, "
        f"precision {hits / max(1, hits + wrong):.3f}, {1000 * score.seconds / max(1, score.looks):.0f} ms a look"
    )
    if score.drawings["traces"]:
        print("  unseen shapes without a name in {traces} of {all} untouched drawings".format(**score.drawings))
    print("  " + ", ".join(f"{k} {score.hits[k]}/{n}" for k, n in sorted(score.mutants.items())))


if __name__ == "__main__":
    sys.exit(main())
