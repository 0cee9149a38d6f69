"""Real drawings, labelled by eye: are the parts that are missing reported, and are those that are there left in peace?

    python benchmarks/parts/real.py                       # a table: groups, labels on and stripped, one method and both
    python benchmarks/parts/real.py --show                # and every part that was judged wrongly, picture by picture
    python benchmarks/parts/real.py --labels on --method both --group strong --show
    python benchmarks/parts/real.py --one                 # each part asked for alone, as by ``--part``
    python benchmarks/parts/real.py --single zebra        # of how many labelled drawings a part that none has is missed

The pictures and their truth are in ../shared/data/parts (`truth.jsonl`); nothing is done where they are absent, which
is said. Pelicans are asked for by the drawing ``pelican-bicycle``, the others by the names of their parts. A part that
is truly `missing` is caught when it is said to be at fault; one that is `present` is accused when it is. Parts that are
`wrong` (there, but not as they should be) may be called either; those of which a person was `unsure` do not count.
Parts that may be drawn as one with others (`mergeable`) are counted apart.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import svgguard
from svgguard import document
from svgguard.parts.examination import take
from svgguard.parts.inventory import Sighting
from svgguard.parts.specification import Specification, asked, drawing
from svgguard.types import Limits

sys.path.insert(0, str(Path(__file__).parent))
from mutations import stripped

DATA = Path(__file__).parents[3] / "shared" / "data" / "parts"
PELICAN = "pelican"
METHODS = {"labels": False, "both": True}
"""The methods of the search, and whether the picture is drawn for them."""


@dataclass(frozen=True)
class Sample:
    """A drawing and what a person sees in it."""

    name: str
    group: str
    text: str
    wanted: Specification
    truth: Mapping[str, str]
    """By the name of each part: `present`, `missing`, `wrong` or `unsure`."""
    mergeable: frozenset[str]


class Score(Counter[tuple[str, str]]):
    """How many parts of each truth were said to be what."""

    def row(self) -> str:
        """One line of the table."""
        return f"{self._side('missing')}   {self._side('present')}"

    def _side(self, truth: str) -> str:
        said = self._of(truth)
        share = f" {said['fault'] / said.total():6.1%}" if said else " " * 7
        return f"{said['fault']:4} of {said.total():3}{share}{said['found']:7}{said['unknown']:9}{said['merged']:8}"

    def _of(self, truth: str) -> Counter[str]:
        return Counter({word: n for (true, word), n in self.items() if true == truth})


HEAD = f"{'':44}" + "   ".join(
    f"{word:>18}{'found':>7}{'unknown':>9}{'merged':>8}" for word in ("missing: caught", "present: accused")
)


def samples() -> Iterator[Sample]:
    """The pictures of the data, each with the specification it is judged by."""
    for line in (DATA / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        raw = (DATA / "pictures" / f"{row['picture']}.svg").read_text(encoding="utf-8")
        text = svgguard.repair(raw).svg
        assert text is not None, row["picture"]
        parts = row["parts"]
        wanted = drawing("pelican-bicycle") if PELICAN in parts else asked(list(parts))
        names = dict(zip((p.name for p in wanted.parts), parts, strict=True))
        assert PELICAN not in parts or set(names) == set(parts), "the drawing has other parts than the truth"
        yield Sample(
            row["picture"],
            row["group"],
            text,
            wanted,
            {p: parts[p if PELICAN in parts else key]["truth"] for p, key in names.items()},
            frozenset(p for p, key in names.items() if parts[p if PELICAN in parts else key].get("mergeable")),
        )


def sightings(text: str, wanted: Specification, *, drawn: bool) -> tuple[Sighting, ...]:
    read = document.read(text, Limits())
    assert isinstance(read, document.Document), read
    return take(read, wanted, drawn=drawn).sightings


def one_by_one(text: str, wanted: Specification, *, drawn: bool) -> tuple[Sighting, ...]:
    """The same when each part is asked for by its name alone."""
    each = ([f"{p.count} {p.name}" if p.count > 1 else p.name] for p in wanted.parts)
    return tuple(s for names in each for s in sightings(text, asked(names), drawn=drawn))


def said(sighting: Sighting) -> str:
    return "fault" if sighting.faulty else str(sighting.presence)


def wrong(truth: str, word: str) -> bool:
    return (truth, word) in (("missing", "found"), ("present", "fault"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", choices=["on", "stripped"], help="with labels, or without; both by default")
    parser.add_argument("--method", choices=list(METHODS), help="labels alone, or the picture too; each by default")
    parser.add_argument("--group", default="", help="pictures of this group only")
    parser.add_argument("--only", default="", help="pictures whose name has this in it")
    parser.add_argument("--one", action="store_true", help="ask for each part alone")
    parser.add_argument("--single", metavar="NAME", help="ask for this one part, which none of the drawings has")
    parser.add_argument("--show", action="store_true", help="name the parts that were judged wrongly or left open")
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"skipped: {DATA} is not here")
        return 0
    chosen = [s for s in samples() if options.only in s.name and options.group in ("", s.group)]
    if options.single:
        return _single(chosen, options.single)
    look = one_by_one if options.one else sightings
    print(HEAD)
    for labels in [options.labels] if options.labels else ["on", "stripped"]:
        for method in [options.method] if options.method else METHODS:
            scores: defaultdict[tuple[str, str], Score] = defaultdict(Score)
            pictures: defaultdict[str, Counter[str]] = defaultdict(Counter)
            for sample in chosen:
                text = sample.text if labels == "on" else stripped(sample.text)
                found = look(text, sample.wanted, drawn=METHODS[method])
                _count(sample, dict(zip(sample.truth, found, strict=True)), scores, pictures)
                if options.show:
                    _show(sample, dict(zip(sample.truth, found, strict=True)), labels, method)
            for (group, kind), score in sorted(scores.items()):
                print(f"{f'{group}, {kind}':26}{f'labels {labels}, {method}':18}{score.row()}")
            for group, count in sorted(pictures.items()):
                print(
                    f"  {group}: {count['accused']} of {count['pictures']} pictures with a part accused that is there, "
                    f"{count['invented']} with a missing part called found"
                )
    return 0


def _count(
    sample: Sample,
    found: Mapping[str, Sighting],
    scores: defaultdict[tuple[str, str], Score],
    pictures: defaultdict[str, Counter[str]],
) -> None:
    words = {(sample.truth[name], said(sighting)) for name, sighting in found.items()}
    pictures[sample.group].update(
        ["pictures", *["accused"] * (("present", "fault") in words), *["invented"] * (("missing", "found") in words)]
    )
    for name, sighting in found.items():
        kind = "mergeable" if name in sample.mergeable else "parts"
        scores[sample.group, kind][sample.truth[name], said(sighting)] += 1


def _show(sample: Sample, found: Mapping[str, Sighting], labels: str, method: str) -> None:
    for name, sighting in found.items():
        truth, word = sample.truth[name], said(sighting)
        if wrong(truth, word) or (truth in ("missing", "wrong", "present") and word != "found" and word != "fault"):
            mark = "WRONG" if wrong(truth, word) else "open"
            print(
                f"{mark:6}{labels:9}{method:7}{sample.name:38}{name:14}{truth:8}{sighting.presence:9}"
                f" {sighting.message}"
            )


def _single(chosen: list[Sample], name: str) -> int:
    """What is said of a part that no drawing has, asked for alone."""
    words: Counter[str] = Counter()
    for sample in chosen:
        [sighting] = sightings(sample.text, asked([name]), drawn=True)
        words[said(sighting)] += 1
    print(f"{name}, asked for alone of {len(chosen)} drawings: {dict(words)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
