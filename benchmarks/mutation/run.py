"""Mutation testing: small changes are made to the engine, one at a time, and the tests are to notice each.

Cosmic Ray makes the mutants (https://cosmic-ray.readthedocs.io); this samples them with a seed, runs against each the
tests that have to do with what it changes, in copies of the last commit, and lists those that nobody noticed.

    python benchmarks/mutation/run.py --sample 500 --seed 1 --jobs 2
"""

from __future__ import annotations

import argparse
import ast
import difflib
import io
import json
import math
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parent / "results.jsonl"

READINGS = "tests/test_readings*.py"
TARGETS: dict[str, tuple[str, ...]] = {
    "svgguard/rules": (READINGS, "tests/test_rules*.py", "corpus"),
    "svgguard/extraction/__init__.py": (READINGS, "tests/test_extraction.py", "tests/test_reply.py", "corpus"),
    "svgguard/extraction/candidates.py": (READINGS, "tests/test_extraction.py", "corpus"),
    "svgguard/extraction/wrapping.py": (READINGS, "tests/test_extraction.py", "corpus"),
    "svgguard/extraction/unescaping.py": (READINGS, "tests/test_extraction.py", "corpus"),
    "svgguard/syntax": (READINGS, "tests/test_syntax*.py", "tests/test_joined.py", "corpus"),
    "svgguard/text/edits.py": ("tests/test_edits_*.py", READINGS, "corpus"),
    "svgguard/document": ("tests/test_document.py", READINGS, "corpus"),
}
"""What is mutated, and what runs first: tests that notice much, in little time and without Hypothesis."""
LAST = (
    "tests/test_rules.py",
    "tests/test_edits.py",
    "tests/test_guard.py",
    "tests/test_wellformed.py",
    "tests/test_properties.py",
)
"""What runs where those have noticed nothing."""
PARTS = "svgguard/rules/parts", ("tests/test_parts_*.py",)
"""Rules that have slow tests of their own besides, and those tests."""

_IDENTITY = re.compile(r"Operator_(?!Is)\w+_Is(Not)?$|Operator_(Is_Eq|IsNot_NotEq)$")
"""Identity in place of a comparison of values, or the reverse: nobody's mistake, and mostly the same thing."""

SLACK, FACTOR = 10.0, 3.0
"""A run may take so many seconds of processor time more than this many times what it takes without a mutation."""
WAITING = 10.0
"""How many times that it may take by the clock, on a machine that has other things to do."""
BOUND = """
import resource, sys, pytest
seconds = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
if seconds:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
sys.exit(pytest.main(sys.argv[2:]))
"""
"""Runs tests within so many seconds of processor time and 2 GiB: a loop that never ends may gather what it finds."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change."""

    path: str
    operator: str
    occurrence: int
    line: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant."""

    mutant: Mutant
    noticed: bool
    by: str
    """The test that failed, or how the run ended."""
    seconds: float
    diff: str


def main() -> int:
    """Run, and print what was found; 1 when fewer mutants were noticed than asked for."""
    options = _options()
    try:
        import cosmic_ray.plugins  # noqa: F401
    except ImportError:
        print("needs Cosmic Ray: pip install 'cosmic-ray>=8.7', in this environment or one of its own", file=sys.stderr)
        return 2
    commit = _git("rev-parse", "HEAD").decode().strip()
    with tempfile.TemporaryDirectory(prefix="svgguard-mutation-") as scratch:
        copies = [_copy(Path(scratch) / str(number)) for number in range(options.jobs)]
        mutants = sample(copies[0], options.only, options.sample, options.seed)
        done = {o.mutant: o for o in _finished(options.results, commit)}
        todo = [mutant for mutant in mutants if mutant not in done]
        print(f"{len(mutants)} mutants of {commit[:10]}, {len(todo)} to run", flush=True)
        outcomes = [done[mutant] for mutant in mutants if mutant in done]
        runner = Runner(copies, os.path.abspath(options.python))  # noqa: PTH100 - a virtual environment is a symlink
        with options.results.open("a", encoding="utf-8") as log:
            for outcome in runner.run(todo):
                outcomes.append(outcome)
                log.write(json.dumps({"commit": commit, **asdict(outcome)}) + "\n")
                log.flush()
                word = "noticed " if outcome.noticed else "SURVIVED"
                where = f"{outcome.mutant.path}:{outcome.mutant.line}"
                print(f"{len(outcomes):>4} {word} {outcome.seconds:5.1f} s  {where}  {outcome.by}", flush=True)
    return report(outcomes, options.at_least)


def report(outcomes: Sequence[Outcome], at_least: float) -> int:
    """Print survivors and shares; 1 when the share noticed is below `at_least`."""
    if not outcomes:
        return 0
    for outcome in outcomes:
        if not outcome.noticed:
            print(f"\n{outcome.mutant.path}:{outcome.mutant.line} {outcome.mutant.operator}\n{outcome.diff}")
    every, noticed = Counter[str](), Counter[str]()
    for outcome in outcomes:
        target = _target(outcome.mutant.path)
        every[target] += 1
        noticed[target] += outcome.noticed
    print()
    for target in TARGETS:
        if every[target]:
            print(f"{target:<26} {noticed[target]:>4} of {every[target]:>4} noticed")
    share = noticed.total() / every.total()
    seconds = sum(outcome.seconds for outcome in outcomes) / len(outcomes)
    print(f"{'all':<26} {noticed.total():>4} of {every.total():>4} noticed, {share:.1%}; {seconds:.1f} s a mutant")
    return int(share < at_least)


def sample(root: Path, only: Sequence[str], size: int, seed: int) -> list[Mutant]:
    """So many mutants of the files below the targets, the same for the same seed and the same files."""
    targets = [target for target in TARGETS if not only or any(word in target for word in only)]
    files = sorted(
        f for target in targets for f in ([root / target] if target.endswith(".py") else (root / target).rglob("*.py"))
    )
    found = [mutant for file in files for mutant in mutants_of(file, file.relative_to(root).as_posix())]
    return random.Random(seed).sample(found, min(size, len(found)))  # noqa: S311 - nothing secret


def mutants_of(file: Path, path: str) -> Iterator[Mutant]:
    """Every mutant of a file, save those of annotations: nothing reads them when the program runs."""
    from cosmic_ray.ast import ast_nodes, get_ast_from_path
    from cosmic_ray.plugins import get_operator, operator_names

    tree, annotated = get_ast_from_path(file), _annotations(file)
    for name in operator_names():
        kind = get_operator(name)
        if kind.arguments() or _IDENTITY.search(name):
            continue
        operator = kind()
        positions = ((s, e) for node in ast_nodes(tree) for s, e in operator.mutation_positions(node))
        for occurrence, (start, end) in enumerate(positions):
            if not any(first <= start and end <= last for first, last in annotated):
                yield Mutant(path, name, occurrence, start[0])


def _annotations(file: Path) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations, type aliases and imports for the type checker stand: first and last (line, column)."""
    found: list[ast.AST] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.arg) and node.annotation:
            found.append(node.annotation)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns:
            found.append(node.returns)
        elif isinstance(node, ast.AnnAssign):
            found.append(node.annotation)
            if node.value and isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias":
                found.append(node.value)
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            found.append(node)
    return [((n.lineno, n.col_offset), (n.end_lineno or 0, n.end_col_offset or 0)) for n in found]  # type: ignore[attr-defined]


class Runner:
    """Runs tests against mutants, one in each copy at a time."""

    def __init__(self, copies: Sequence[Path], python: str) -> None:
        self._python = python
        self._jobs = len(copies)
        self._free: SimpleQueue[Path] = SimpleQueue()
        for copy in copies:
            self._free.put(copy)
        self._limits: dict[bool, float] = {}
        """How long each of the two stages may take, in seconds of processor time."""
        self._red: tuple[str, ...] = ()

    def run(self, mutants: Sequence[Mutant]) -> Iterator[Outcome]:
        """The outcome of each, as it comes. Tests that fail without any mutation are named and left out."""
        if mutants:
            self._baseline()
        with ThreadPoolExecutor(self._jobs) as pool:
            yield from pool.map(self._one, mutants)

    def _baseline(self) -> None:
        copy = self._free.get()
        first = [name for names in TARGETS.values() for name in names]
        for names, bare in ((first, True), ((*PARTS[1], *LAST), False)):
            before = _processor_time()
            done = self._tests(copy, names, "--maxfail=1000", bare=bare)
            self._limits[bare] = FACTOR * (_processor_time() - before) + SLACK
            self._red += tuple(line.split(" ", 1)[1].split(" - ")[0] for line in _failures(done))
            if done.returncode > 1:
                sys.exit(f"the tests cannot be run:\n{done.stdout[-3000:]}")
        self._free.put(copy)
        for test in self._red:
            print(f"left out, it fails without any mutation: {test}", flush=True)

    def _one(self, mutant: Mutant) -> Outcome:
        from cosmic_ray.mutating import mutate_code
        from cosmic_ray.plugins import get_operator

        copy = self._free.get()
        file = copy / mutant.path
        source = file.read_bytes()
        text = source.decode("utf-8")
        mutated = mutate_code(text, get_operator(mutant.operator)(), mutant.occurrence) or text
        start = time.monotonic()
        try:
            _write(file, mutated.encode())
            options = "-x", *(f"--deselect={test}" for test in self._red)
            done = self._tests(copy, TARGETS[_target(mutant.path)], *options, bare=True)
            if not done.returncode:
                own = PARTS[1] if mutant.path.startswith(PARTS[0]) else ()
                done = self._tests(copy, (*own, *LAST), *options)
            noticed, by = done.returncode != 0, _first_failure(done)
        except subprocess.TimeoutExpired:
            noticed, by = True, "time limit"
        finally:
            _write(file, source)
            self._free.put(copy)
        lines = difflib.unified_diff(text.splitlines(), mutated.splitlines(), "before", "after", lineterm="", n=1)
        return Outcome(mutant, noticed, by, time.monotonic() - start, "\n".join([*lines][2:]))

    def _tests(
        self, copy: Path, names: Iterable[str], *options: str, bare: bool = False
    ) -> subprocess.CompletedProcess[str]:
        files = [str(f.relative_to(copy)) for name in dict.fromkeys(names) for f in sorted(copy.glob(name))]
        limit = self._limits.get(bare)
        command = [self._python, "-c", BOUND, str(math.ceil(limit or 0)), "-q", "--tb=no", "-p", "no:cacheprovider"]
        environment = {**os.environ, "PYTHONPATH": str(copy), "SVGGUARD_LOG": "off", "PYTHONHASHSEED": "0"}
        if bare:
            command += ["--noconftest", "-p", "svgguard.testing.plugin"]
            environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        else:
            command += ["-p", "no:xdist", "--hypothesis-profile=brief"]
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment.pop("PYTHONPYCACHEPREFIX", None)
        return subprocess.run(
            [*command, *options, *files],
            cwd=copy,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit and limit * WAITING,
            check=False,
        )


def _processor_time() -> float:
    """Seconds of processor time that the processes started here have taken so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _write(file: Path, source: bytes) -> None:
    """Write a module. A cached one is known by its size and the second of its time, which a mutant may share."""
    file.write_bytes(source)
    for cached in (file.parent / "__pycache__").glob(f"{file.stem}.*"):
        cached.unlink()


def _target(path: str) -> str:
    return next(target for target in TARGETS if path.startswith(target))


def _failures(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]


def _first_failure(done: subprocess.CompletedProcess[str]) -> str:
    if lines := _failures(done):
        return lines[0].split(" - ")[0][:100]
    if done.returncode == -signal.SIGXCPU:
        return "time limit"
    return f"exit {done.returncode}" if done.returncode else ""


def _finished(results: Path, commit: str) -> Iterator[Outcome]:
    """The outcomes that an earlier run, perhaps broken off, has left for the same commit."""
    for line in results.read_text(encoding="utf-8").splitlines() if results.is_file() else ():
        row = json.loads(line)
        if row.pop("commit") == commit:
            yield Outcome(Mutant(**row.pop("mutant")), **row)


def _copy(target: Path) -> Path:
    """The last commit, unpacked."""
    with tarfile.open(fileobj=io.BytesIO(_git("archive", "--format=tar", "HEAD"))) as archive:
        archive.extractall(target, filter="data")
    return target


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Mutation testing of the engine.")
    parser.add_argument("--sample", type=int, default=500, help="mutants to try (default: 500)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (default: 1)")
    parser.add_argument("--jobs", type=int, default=2, help="tests to run at a time (default: 2)")
    parser.add_argument("--only", nargs="*", default=(), help="targets whose name holds one of these words")
    parser.add_argument("--at-least", type=float, default=0.85, help="share that must be noticed (default: 0.85)")
    parser.add_argument("--python", default=sys.executable, help="what runs the tests (default: this Python)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where outcomes are kept, to go on from there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
