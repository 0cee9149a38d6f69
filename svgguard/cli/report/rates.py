"""Failure rates as a table, Markdown, JSON or CSV: every share with its interval and the number of samples."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeAlias

from svgguard.cli.report.text import markdown_table, painter, plural, table
from svgguard.log.intervals import FEW_PROMPTS, Estimate
from svgguard.log.rates import STAGES, CodeRate, Failures, PairedRates, Rates, compared
from svgguard.types import Blame

HEADINGS = {"first_pass": "first pass", "after_repair": "after repair", "after_reasking": "after re-asking"}
"""What the three rates are called, in the order of the flow."""

MOST_COMPARED = 5
"""Groups of which every two are compared; of more, whoever asks says which."""

_UNNAMED = "(not named)"
_PROMPT_COLUMNS = 60
_FAULTS = "faults, by the requests they were found in"
_MOST_CODES = 12
_APART = tuple(str(blame) for blame in Blame if blame is not Blame.MODEL)

Tables: TypeAlias = Iterator[tuple[Sequence[str], list[tuple[str, ...]]] | str]
"""A report: tables as headings and rows, and paragraphs."""

_NOTE = (
    "Failed: unusable (fatal, rejected or blank) or wrong (an error), held against the model; of the answers, with an\n"
    "interval of 95 % that takes the prompts for what was sampled. Doubtful ones (a warning) are no failures."
)


def rates_text(rates: Sequence[Rates], *, colour: bool = False) -> str:
    """The tables for reading."""
    paint = painter(colour)
    return "\n\n".join(
        part if isinstance(part, str) else table(*part, right=_numbers(part[0], rates), paint=paint)
        for part in _report(rates)
    )


def rates_markdown(rates: Sequence[Rates]) -> str:
    """The same in Markdown."""
    return "\n\n".join(part if isinstance(part, str) else markdown_table(*part) for part in _report(rates))


def rates_json(rates: Sequence[Rates]) -> str:
    """A list of one mapping per group; shares are from 0 to 1, null when there is nothing to divide by."""
    comparisons = compared(rates)
    return json.dumps([_mapping(one, comparisons) for one in rates], indent=2, ensure_ascii=False)


def rates_csv(rates: Sequence[Rates]) -> str:
    """One line per group under a heading."""
    return _lines(_mapping(one, ()) for one in rates)


def codes_text(rates: Sequence[CodeRate], *, colour: bool = False) -> str:
    """How often each code is found in first answers, for reading."""
    if not rates:
        return "No attempts are recorded."
    return table(*_codes_table(rates), paint=painter(colour))


def codes_markdown(rates: Sequence[CodeRate]) -> str:
    """The same in Markdown."""
    return markdown_table(*_codes_table(rates))


def codes_json(rates: Sequence[CodeRate]) -> str:
    """A list of one mapping per group and code."""
    return json.dumps([_code_mapping(one) for one in rates], indent=2, ensure_ascii=False)


def codes_csv(rates: Sequence[CodeRate]) -> str:
    """One line per group and code under a heading."""
    return _lines(map(_code_mapping, rates))


def _lines(mappings: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for number, line in enumerate(map(_flat, mappings)):
        if not number:
            writer.writerow(line)
        writer.writerow(line.values())
    return text.getvalue()


def _numbers(head: Sequence[str], rates: Sequence[Rates]) -> range:
    """The columns of a table that hold figures."""
    return range(len(rates[0].group), len(head) - (head[-1] == _FAULTS))


def _report(rates: Sequence[Rates]) -> Tables:
    if not rates:
        yield "No attempts are recorded."
        return
    by = tuple(rates[0].group)
    yield (*by, "answers", "prompts", *HEADINGS.values()), [_shares_row(one) for one in rates]
    yield _NOTE
    yield from _warnings(rates)
    yield "Answers at the first pass → after repair → after re-asking:"
    yield (
        (*by, "unusable", "wrong", "doubtful"),
        [(*_named(one), *_grades(one)) for one in rates],
    )
    yield _apart_table(by, rates)
    if any(one.omissions.told or one.omissions.unknown or one.omissions.merged for one in rates):
        yield (*by, "parts missing", "of those told", "unknown", "merged"), [_omitted(one) for one in rates]
    yield from _comparisons(rates)
    if counts := [(*_named(one), _codes(one.codes, _MOST_CODES)) for one in rates if one.codes]:
        yield (*by, _FAULTS), counts


def _shares_row(one: Rates) -> tuple[str, ...]:
    stages = (getattr(one, stage) for stage in STAGES)
    return (*_named(one), f"{one.answers:,}", f"{one.prompts:,}", *(_share(stage.share) for stage in stages))


def _share(share: Estimate | None) -> str:
    return "–" if share is None else str(share)


def _named(one: Rates | CodeRate) -> tuple[str, ...]:
    return tuple(map(_short, one.group.values()))


def _short(value: str) -> str:
    value = " ".join(value.split()) or _UNNAMED
    return value if len(value) <= _PROMPT_COLUMNS else value[: _PROMPT_COLUMNS - 1] + "…"


def _grades(one: Rates) -> Iterator[str]:
    stages: list[Failures] = [getattr(one, name) for name in STAGES]
    for name in ("unusable", "wrong", "doubtful"):
        yield " → ".join(str(getattr(stage, name)) for stage in stages)


def _apart_table(by: Sequence[str], rates: Sequence[Rates]) -> tuple[Sequence[str], list[tuple[str, ...]]]:
    blames = [blame for blame in _APART if any(one.apart.get(blame) for one in rates)]
    head = (*by, "attempts", "requests", "no answer", *(f"fault of {blame}" for blame in blames))
    head += ("tokens in", "tokens out", "wasted", "seconds", "cost")
    return head, [
        (
            *_named(one),
            *(f"{count:,}" for count in (one.attempts, one.requests, one.unanswered)),
            *(f"{one.apart.get(blame, 0):,}" for blame in blames),
            *(f"{tokens:,}" for tokens in (one.prompt_tokens, one.completion_tokens, one.wasted_tokens)),
            f"{one.seconds:,.0f}",
            "–" if one.cost is None else f"{one.cost:,.4f}",
        )
        for one in rates
    ]


def _omitted(one: Rates) -> tuple[str, ...]:
    found = one.omissions
    return (
        *_named(one),
        f"{found.missing} = {_share(found.share)}",
        *map(str, (found.told, found.unknown, found.merged)),
    )


def _warnings(rates: Sequence[Rates]) -> Iterator[str]:
    """What must be said beside the shares."""
    if few := [one for one in rates if one.prompts < FEW_PROMPTS]:
        yield (
            f"Fewer than {FEW_PROMPTS} prompts: {_list(few)}. Such intervals rest on Student's t; that of a\n"
            "single prompt tells of further answers to it, and of no other prompt."
        )
    for one in rates:
        if len(one.versions) > 1:
            sums = f"sums what svgguard {' and '.join(one.versions)} found"
            yield f"{_title(one.group)} {sums}: --by version tells them apart."
        if one.policies > 1:
            sums = f"sums answers looked at under {one.policies} policies"
            yield f"{_title(one.group)} {sums}: --by policy tells them apart."


def _list(rates: Sequence[Rates]) -> str:
    titles = [_title(one.group) for one in rates[:3]]
    return ", ".join(titles) + (f" and {len(rates) - 3} more" if len(rates) > 3 else "")


def _title(group: Mapping[str, str]) -> str:
    return " / ".join(map(_short, group.values()))


def _comparisons(rates: Sequence[Rates]) -> Iterator[str]:
    if "prompt" in rates[0].group or not 1 < len(rates) <= MOST_COMPARED:
        return
    lines = list(map(_comparison, compared(rates)))
    if lines:
        yield "Two by two, over the prompts that both answered, each prompt weighing the same:\n" + "\n".join(lines)
    else:
        yield "No two of them have answered two prompts in common, so they cannot be compared by pairs."


def _comparison(one: PairedRates) -> str:
    found, first, second = one.difference, _title(one.first), _title(one.second)
    low, high = found.low * 100, found.high * 100
    over, stage = plural(found.prompts, "prompt"), HEADINGS[one.stage]
    if not found.told:
        return f"  {stage}: {first} and {second} are not told apart ({low:+.1f} to {high:+.1f} points; {over})"
    if found.value > 0:
        first, second, low, high = second, first, -high, -low
    span = f"{abs(found.value) * 100:.1f} points ({-high:.1f} to {-low:.1f}; {over})"
    return f"  {stage}: {first} fails less than {second}, by {span}"


def _codes(codes: Mapping[str, int], most: int | None = None) -> str:
    by_count = sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    more = len(by_count) - most if most is not None else 0
    shown = ", ".join(f"{code} {count}" for code, count in by_count[:most])
    return shown + (f" and {more} more (--by code)" if more > 0 else "")


def _mapping(one: Rates, comparisons: Sequence[PairedRates]) -> dict[str, Any]:
    plain = {name: value for name, value in asdict(one).items() if name not in ("group", "failed", *STAGES)}
    stages = {stage: _stage(getattr(one, stage), one.attempts) for stage in STAGES}
    told = [_compared(each) for each in comparisons if each.first == one.group]
    omissions = asdict(one.omissions) | _interval(one.omissions.share)
    return {**one.group, **plain, **stages, "omissions": omissions, **({"compared": told} if told else {})}


def _stage(stage: Failures, attempts: int) -> dict[str, Any]:
    plain = asdict(stage) | {"failures": stage.failures} | _interval(stage.share)
    return plain | {"per_attempt": stage.failures / attempts if attempts else None}


def _interval(share: Estimate | None) -> dict[str, float | None]:
    if share is None:
        return {"share": None, "low": None, "high": None}
    return {"share": share.value, "low": share.low, "high": share.high}


def _compared(one: PairedRates) -> dict[str, Any]:
    return {"with": dict(one.second), "stage": one.stage, **asdict(one.difference), "told": one.difference.told}


def _codes_table(rates: Sequence[CodeRate]) -> tuple[Sequence[str], list[tuple[str, ...]]]:
    head = (*rates[0].group, "found in", "answers", "prompts", "share") if rates else ("code", "found in")
    rows = [
        (*_named(one), f"{one.found:,}", f"{one.answers:,}", f"{one.prompts:,}", _share(one.share)) for one in rates
    ]
    return head, rows


def _code_mapping(one: CodeRate) -> dict[str, Any]:
    return {**one.group, "prompts": one.prompts, "answers": one.answers, "found": one.found, **_interval(one.share)}


def _flat(mapping: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A mapping of one level: names joined by underscores, counts by code in one cell."""
    found: dict[str, Any] = {}
    for name, value in mapping.items():
        if name == "codes":
            found[f"{prefix}{name}"] = _codes(value)
        elif name == "apart":
            found |= {f"fault_of_{blame}": value.get(blame, 0) for blame in _APART}
        elif isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}_")
        else:
            found[f"{prefix}{name}"] = " ".join(value) if isinstance(value, tuple) else value
    return found
