"""The table of rules and the page of one rule, as text, Markdown or plain mappings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from svgguard.cli.report.text import markdown_table, painter, table
from svgguard.rules import Example, Rule

_HEAD = ("code", "name", "severity", "blame", "stage", "summary")


def rules_text(rules: Iterable[Rule], *, colour: bool = False) -> str:
    """One line per rule."""
    return table(_HEAD, map(_row, rules), paint=painter(colour))


def rules_markdown(rules: Iterable[Rule]) -> str:
    """The same as a Markdown table."""
    return markdown_table(_HEAD, map(_row, rules))


def _row(rule: Rule) -> tuple[str, ...]:
    return rule.code, rule.name, rule.severity, rule.blame, str(rule.stage), rule.summary


def rule_fields(rule: Rule) -> dict[str, Any]:
    """Everything about one rule, for JSON."""
    examples = [
        {"before": example.before, "after": example.after, "safety": str(example.safety)} for example in rule.examples
    ]
    return dict(zip(_HEAD, map(str, _row(rule)), strict=True)) | {"page": rule.page, "examples": examples}


def rule_markdown(rule: Rule) -> str:
    """The page of one rule, with its examples, as Markdown."""
    parts = [f"# {rule.code} {rule.name}", _facts(rule), rule.page]
    for example in rule.examples:
        before, after = _example(example)
        parts.append(f"Before:\n\n{_fenced(before)}\n\nAfter ({_graded(example)}):\n\n{_fenced(after)}")
    return "\n\n".join(parts)


def rule_text(rule: Rule, *, colour: bool = False) -> str:
    """The page of one rule, with its examples, for a terminal."""
    paint = painter(colour)
    parts = [paint(f"{rule.code} {rule.name}", bold=True), _facts(rule), rule.page]
    for example in rule.examples:
        before, after = _example(example)
        then = paint(f"after ({_graded(example)})", fg="green")
        parts.append(f"{paint('before', fg='red')}\n{_indented(before)}\n{then}\n{_indented(after)}")
    return "\n\n".join(parts)


def _facts(rule: Rule) -> str:
    found = f"found by {rule.found_by}" if rule.found_by else f"looks at the {rule.stage}"
    return f"Severity {rule.severity}, blames the {rule.blame}, {found}."


def _graded(example: Example) -> str:
    return "stays" if example.after == example.before else str(example.safety)


def _example(example: Example) -> tuple[str, str]:
    return _printable(example.before), "(no document)" if example.after is None else _printable(example.after)


def _printable(text: str) -> str:
    """`text` with the characters a terminal must not get spelt out; its lines stay lines."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))
