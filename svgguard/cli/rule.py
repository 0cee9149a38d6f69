"""``svgguard rule``: what svgguard looks for."""

from __future__ import annotations

import json
import sys

import click

from svgguard.cli.terminal import coloured


@click.command(short_help="What svgguard looks for.")
@click.argument("code", required=False)
@click.option("--output", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def rule(code: str | None, output: str) -> int:
    """The table of rules; with CODE (or a rule's name), its page and examples."""
    from svgguard.cli.report.rules import rule_fields, rule_markdown, rule_text, rules_markdown, rules_text
    from svgguard.rules import all_rules

    rules = all_rules()
    colour = coloured(sys.stdout)
    if code is None:
        every = rules.values()
        if output == "json":
            click.echo(json.dumps([rule_fields(each) for each in every], indent=2))
        else:
            click.echo(rules_markdown(every) if output == "markdown" else rules_text(every, colour=colour))
        return 0
    wanted = code.strip()
    found = next((each for each in rules.values() if wanted.upper() == each.code or wanted.lower() == each.name), None)
    if found is None:
        raise click.UsageError(f"there is no rule {wanted}; 'svgguard rule' lists them.")
    if output == "json":
        click.echo(json.dumps(rule_fields(found), indent=2))
    else:
        click.echo(rule_markdown(found) if output == "markdown" else rule_text(found, colour=colour))
    return 0
