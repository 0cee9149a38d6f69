"""Faults that somebody knows of: those of a baseline are not told again, and comments exempt what is to stay."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path

from svgguard.cli.checking.outcome import FileOutcome
from svgguard.cli.files import FileError
from svgguard.cli.report.place import fingerprints
from svgguard.guard.exemptions import NEVER, comment
from svgguard.text import edits
from svgguard.types import Edit, Severity, Status


def without_known(outcome: FileOutcome, baseline: Path) -> FileOutcome:
    """The outcome without the faults that the baseline knows of; raises `FileError` where it cannot be read."""
    if outcome.result is None:
        return outcome
    known = _fingerprints(baseline)
    hidden = {id(fault) for fault, mark in fingerprints(outcome) if mark in known}
    if not hidden:
        return outcome
    faults = tuple(fault for fault in outcome.result.faults if id(fault) not in hidden)
    status = outcome.result.status
    if outcome.result.svg is not None and not any(
        not fault.applied and fault.severity is not Severity.INFO for fault in faults
    ):
        status = Status.REPAIRED if any(fault.applied for fault in faults) else Status.CLEAN
    codes = {fault.code for fault in faults}
    further = {code: count for code, count in outcome.result.further.items() if code in codes}
    return replace(outcome, result=replace(outcome.result, faults=faults, status=status, further=further))


@cache
def _fingerprints(baseline: Path) -> frozenset[str]:
    try:
        told = json.loads(baseline.read_bytes())
        return frozenset(entry["fingerprint"] for entry in told["faults"])
    except OSError as error:
        raise FileError(f"cannot read the baseline {baseline}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise FileError(f"{baseline} is no baseline; write one with --output baseline=FILE") from error


def exempting(outcome: FileOutcome) -> FileOutcome:
    """The outcome with comments in its document, each before the element that what remains was found in."""
    result = outcome.result
    if result is None or outcome.file or result.svg is None or result.svg != result.source:
        return outcome
    wanted: defaultdict[int, set[str]] = defaultdict(set)
    root = re.search(r"<(?:\w[\w.-]*:)?svg\b", result.svg)
    for fault in result.remaining:
        if not fault.code.startswith(NEVER) and root is not None:
            at = result.svg.rfind("<", root.start(), fault.start + 1)
            wanted[max(at, root.start())].add(fault.code)
    changes = [Edit(at, at, comment(sorted(codes)) + "\n") for at, codes in wanted.items()]
    after = edits.apply(result.svg, sorted(changes))
    if not changes:
        return outcome
    return replace(outcome, document=after.encode(result.encoding, "surrogateescape"), changed=(result.source, after))
