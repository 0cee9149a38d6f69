"""``svgguard check``: faults of files, folders, archives, tables and standard input; with ``--fix``, repairs them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from svgguard.cli.checking.sharing import tell
from svgguard.cli.checking.tasks import Tasks
from svgguard.cli.checking.telling import CheckJob, Teller
from svgguard.cli.configured import codes, configured, pairs, read_by
from svgguard.cli.inputs import STDIN
from svgguard.cli.inputs.finding import SUFFIXES, Finder
from svgguard.cli.inputs.walking import Passed
from svgguard.cli.report.outputs import Outputs
from svgguard.cli.report.summary import Tally, statistics
from svgguard.cli.sanitise import sanitise_options
from svgguard.cli.terminal import CountLine, complain, note, write_bytes
from svgguard.cli.wanted import wanted_options
from svgguard.configuration import Configuration

_FEW = 20
"""As many files are checked anew faster than they are looked up."""


@click.command(short_help="Find and repair the faults of SVG files and model answers.")
@click.argument("paths", nargs=-1, metavar="[PATHS…|-]")
@click.option("--fix/--no-fix", default=None, help="Repair files in place by safe repairs (for -, print the document).")
@click.option(
    "--unsafe-fixes/--no-unsafe-fixes", default=None, help="With --fix or --diff, also repairs that guess or lose."
)
@click.option("--diff", is_flag=True, help="Print what --fix would change, and write nothing.")
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Repair into this folder, which mirrors those given, and leave the files as they are.",
)
@click.option("--add-ignore", is_flag=True, help="Write comments into the files that exempt what is found in them.")
@click.option(
    "--baseline", metavar="FILE", help="Do not tell of the faults in this file, which --output baseline=FILE writes."
)
@click.option("--backup", is_flag=True, help="With --fix, keep what a file held beside it, as FILE.bak.")
@click.option(
    "--output",
    "--output-format",
    "format",
    multiple=True,
    metavar="FORM[=FILE]",
    help="Form of report, and where to write it: full (the default), concise, grouped, json, jsonl, github, "
    "gitlab, junit, sarif, baseline. Repeat for several.",
)
@click.option("--select", multiple=True, callback=codes, metavar="RULES", help="Look only for these, as in X,N001.")
@click.option("--extend-select", multiple=True, callback=codes, metavar="RULES", help="Look for these, too.")
@click.option("--ignore", multiple=True, callback=codes, metavar="RULES", help="Leave these alone; beats --select.")
@click.option("--extend-ignore", multiple=True, callback=codes, metavar="RULES", help="Leave these alone, too.")
@click.option(
    "--severity", multiple=True, callback=pairs("severity"), metavar="RULES=SEVERITY", help="How much these count."
)
@click.option(
    "--fail-on",
    callback=read_by("fail-on"),
    metavar="SEVERITY",
    help="The least severity that makes the exit code 1: fatal, error, warning (the default), info; or never.",
)
@wanted_options()
@click.option(
    "--unknown",
    type=click.Choice(["warn", "fault", "ok"]),
    help="Of parts of which nothing tells whether they are there: a line (the default), exit code 1 too, or nothing.",
)
@click.option("--extension", multiple=True, metavar="NAMES", help="In folders look at these too, as in txt,md.")
@click.option(
    "--exclude", multiple=True, metavar="PATTERN", help="Pass over what this means; written as in .gitignore."
)
@click.option("--gitignore/--no-gitignore", "respect_gitignore", default=None, help="Pass over what .gitignore names.")
@click.option("--force-exclude", is_flag=True, help="Pass over what is excluded even where it is named.")
@click.option("--stdin-filename", metavar="FILE", help="The file that standard input is the content of.")
@click.option("--field", metavar="NAME", help="Field of JSON lines, CSV and Parquet that holds the SVG, as in svg.")
@click.option("--draw/--no-draw", default=None, help="Look whether anything can be seen, for which some are drawn.")
@sanitise_options()
@click.option("--renderer", callback=read_by("renderer"), metavar="NAME", help="Draw with this engine alone.")
@click.option("--include-text", is_flag=True, help="With --output json, also source, document, edits and alternates.")
@click.option(
    "--answers/--no-answers", default=None, help="Read files as answers of models: of each, the one SVG that was meant."
)
@click.option("--statistics", "counting", is_flag=True, help="End with the number of faults of each rule.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even where faults remain.")
@click.option("-q", "--quiet", is_flag=True, help="Tell of faults and errors, and nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Say which configuration holds, and how long it took.")
@click.option("-j", "--jobs", type=click.IntRange(0), help="Processes to work with; 0, the default, for one per core.")
@click.option("--cache/--no-cache", default=None, help="Keep what was found, for files that have not changed.")
@click.option(
    "--cache-dir", metavar="FOLDER", help="Keep it here; by default .svgguard_cache beside the configuration."
)
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Use this configuration.")
@click.option("--isolated", is_flag=True, help="Use no configuration.")
def check(paths: tuple[str, ...], **given: Any) -> int:
    """Find the faults of SVG files, and of every SVG in Markdown, HTML, JSX, Python, JSON and other text.

    PATHS are files, folders (searched for .svg and .svgz; hidden ones, node_modules and what .gitignore names are
    passed over), patterns, zip and tar files, JSON lines, CSV and Parquet with --field, or - for standard input, which
    is read as a model's answer; without any, the current folder. In a file only what lies within an SVG is changed, at
    its place. With --drawing or --part, what was asked for and is not there is a fault too; of what nothing tells,
    --unknown decides. What is not said here is as the nearest svgguard.toml or [tool.svgguard] says; 'svgguard config'
    shows it.

    Exit codes: 0 nothing found that --fail-on names, or everything repaired; 1 faults remain (with --diff, something
    would change; with --unknown fault, nothing tells of a part whether it is there); 2 a path could not be read or
    written.
    """
    paths = paths or (".",)
    if given["add_ignore"] and (given["fix"] or given["diff"] or given["output_dir"]):
        raise click.UsageError("--add-ignore leaves faults as they are; leave out --fix, --diff and --output-dir.")
    run = _Run(paths, given)
    tally = run.printed()
    if tally.errors:
        return 2
    if given["exit_zero"]:
        return 0
    if run.told.settings.unknown == "fault" and tally.unknown:
        return 1
    return int(tally.changed > 0 if given["diff"] else tally.failing > 0)


class _Run:
    """One run of the command: what was asked for, and what is made of it."""

    def __init__(self, paths: tuple[str, ...], given: Mapping[str, Any]) -> None:
        self._paths = paths
        self._given = given
        self._configurations = configured(given)
        self.told = self._configurations.of_all(paths)
        self._tasks = Tasks(
            self._configurations,
            diff=given["diff"],
            output=given["output_dir"],
            backup=given["backup"],
            exempt=given["add_ignore"],
            cache=_cache_folder(self.told) if _many(paths) else None,
        )
        repairs = self._tasks.repairs(self.told.settings)
        if self.told.settings.unsafe_fixes and not repairs and given["unsafe_fixes"]:
            note("--unsafe-fixes does nothing without --fix or --diff")
        writes = repairs and not given["diff"]
        self._filtering = writes and STDIN in paths
        self._outputs = Outputs.of(
            ("diff",) if given["diff"] and not given["format"] else self.told.settings.format or ("full",),
            text=given["include_text"],
            fixing=repairs,
            diff=given["diff"],
            aside=self._filtering,
        )

    def printed(self) -> Tally:
        """Print what is found as it comes; what was counted."""
        started = time.monotonic()
        teller = Teller(
            self._outputs.spelled(), doubting=self.told.settings.unknown != "ok" and not self._given["quiet"]
        )
        tally = Tally()
        counter = CountLine("file")
        with self._outputs:
            for told in tell(teller, self._jobs(), self.told.settings.jobs):
                tally.merge(told.tally)
                for message in told.messages:
                    if message.error or not self._given["quiet"]:
                        counter.clear()
                        (complain if message.error else note)(message.text)
                self._outputs.write(told.pieces, before=counter.clear)
                if self._filtering and told.document is not None:
                    counter.clear()
                    write_bytes(told.document)
                counter.add(f"{tally.affected:,} with faults")
            counter.clear()
            self._outputs.end(tally, quiet=self._given["quiet"])
        if self._given["counting"]:
            click.echo(statistics(tally), nl=False, err=self._filtering)
        if self._given["verbose"]:
            note(f"configuration: {self.told.path or 'none'}")
            note(f"{tally.files:,} files in {time.monotonic() - started:.2f} s")
        return tally

    def _jobs(self) -> Iterator[CheckJob]:
        settings = self.told.settings
        finder = Finder(
            suffixes=_suffixes(settings.extension),
            passed=Passed(self._configurations, gitignore=settings.respect_gitignore),
            force_exclude=self._given["force_exclude"],
            field=settings.field,
            answers=settings.answers,
            stdin_name=self._given["stdin_filename"],
        )
        for one in finder.inputs(self._paths):
            yield CheckJob(self._tasks.task(one.home), one)


def _cache_folder(told: Configuration) -> Path | None:
    return told.root / told.settings.cache_dir if told.settings.cache else None


def _many(paths: Sequence[str]) -> bool:
    """True if the paths are so many, or hold so many, that to remember what was found in them pays."""
    return len(paths) > _FEW or any(path != STDIN and not Path(path).is_file() for path in paths)


def _suffixes(extensions: Iterable[str]) -> tuple[str, ...]:
    names = (name.strip().lower().removeprefix(".") for value in extensions for name in value.split(","))
    return tuple(dict.fromkeys([*SUFFIXES, *(f".{name}" for name in names if name)]))
