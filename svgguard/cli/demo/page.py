"""The page of the demo: one HTML file with everything in it, so that it can be sent as it is."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from svgguard.result import Attempt, Result
from svgguard.testing.corpus import Case
from svgguard.types import Fault, Status


@dataclass(frozen=True, slots=True)
class Shown:
    """One call of `generate`, with its pictures."""

    case: Case
    """The case whose answer came first."""
    result: Result
    before: bytes
    """A PNG."""
    error: str
    """Why the first answer cannot be drawn as it is; empty when it can."""
    after: bytes | None
    """A PNG; None when nothing can be drawn."""


def page(shown: Sequence[Shown], rates: str, note: str) -> str:
    """The HTML; `rates` is the failure table as text, and `note` says whose rates they are."""
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    models = groupby(shown, key=lambda one: one.case.model)
    sections = "\n".join(f"<h2>{escape(model)}</h2>\n{_cards(group)}" for model, group in models)
    return f"""<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>svgguard: before and after</title>
<style>
{style}</style>
<main>
<h1>Before and after</h1>
<p class="lead">Each answer was asked of an OpenAI-compatible server on this machine that replays how models fail.
<b>Before</b> is what the usual cut from <code>&lt;svg</code> to <code>&lt;/svg&gt;</code> gives a strict renderer;
<b>after</b> is what <code>svgguard.generate()</code> made of the same answer.</p>
{_totals(shown)}
<div class="panel"><pre>{escape(rates)}</pre></div>
<p>{escape(note)}</p>
{sections}
</main>
</html>
"""


def _totals(shown: Sequence[Shown]) -> str:
    statuses = Counter(one.result.status for one in shown)
    figures = [("drawable as they came", sum(not one.error for one in shown))]
    figures += [(str(status), statuses[status]) for status in Status]
    items = "".join(f"<li><b>{count}</b>{label}</li>" for label, count in figures)
    return f'<ul class="totals"><li><b>{len(shown)}</b>asked</li>{items}</ul>'


def _cards(shown: Iterable[Shown]) -> str:
    return '<div class="cards">\n' + "\n".join(map(_card, shown)) + "\n</div>"


def _card(one: Shown) -> str:
    prompt, status = escape(one.case.prompt), one.result.status
    after = "nothing to draw" if one.after is None else _image(one.after, f"{prompt}, repaired")
    return f"""<article class="card">
<header><h3>{prompt}</h3><span class="status {status}">{status}</span></header>
<p>{escape(one.case.why)}</p>
<div class="pictures">
<figure><figcaption>before</figcaption>{_image(one.before, escape(one.error) or prompt)}</figure>
<figure><figcaption>after</figcaption>{after if one.after else f'<div class="nothing">{after}</div>'}</figure>
</div>
{"".join(_attempts(one.result.attempts))}
{_diff(one.result)}
</article>"""


def _image(png: bytes, alternative: str) -> str:
    return f'<img alt="{alternative}" src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def _attempts(attempts: Sequence[Attempt]) -> Iterator[str]:
    """The faults of each answer, numbered where there are several."""
    for attempt in attempts:
        if len(attempts) > 1:
            yield f"<p>answer {attempt.number}: {attempt.status or 'none'}</p>"
        if attempt.faults:
            yield f'<ul class="faults">{"".join(_faults(attempt.faults))}</ul>'


def _faults(faults: Sequence[Fault]) -> Iterator[str]:
    """One line for each kind of fault: its first message, and how many more there are."""
    for _, group in groupby(sorted(faults, key=lambda f: (f.code, f.start)), key=lambda f: f.code):
        first, *more = group
        also = f" and {len(more)} more" if more else ""
        done = first.repair if first.applied else "not repaired"
        yield (
            f'<li class="{"repaired" if first.applied else "left"}"><code>{first.code}</code> {escape(first.name)}: '
            f"{escape(first.message)} <small>line {first.line}{also}{escape(f'; {done}' if done else '')}</small></li>"
        )


def _diff(result: Result) -> str:
    if result.svg is None or not result.diff:
        return ""
    tags = {"+": "ins", "-": "del"}
    lines = ((tags.get(line[:1]), escape(line)) for line in result.diff.splitlines())
    body = "\n".join(f"<{tag}>{line}</{tag}>" if tag else line for tag, line in lines)
    return f"<details><summary>diff</summary><pre>{body}</pre></details>"
