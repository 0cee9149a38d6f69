"""Keeps the table of rules in README.md current: ``python -m svgguard.report.readme --check`` or ``--write``."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from svgguard.report.rules import rules_markdown
from svgguard.rules import all_rules

BEGIN, END = "<!-- rules -->", "<!-- /rules -->"


def with_rules(readme: str) -> str:
    """`readme` with the current table between its markers; unchanged when it has none."""
    block = f"{BEGIN}\n{rules_markdown(all_rules().values())}\n{END}"
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: block, readme, count=1, flags=re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check or write; 1 when the table was not current."""
    parser = argparse.ArgumentParser(prog="python -m svgguard.report.readme", description=__doc__)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="only say whether the table is current")
    action.add_argument("--write", action="store_true", help="bring the table up to date")
    parser.add_argument("readme", nargs="?", type=Path, default=Path("README.md"))
    options = parser.parse_args(arguments)
    before = options.readme.read_text(encoding="utf-8")
    after = with_rules(before)
    if BEGIN not in before or END not in before:
        sys.stderr.write(f"{options.readme} has no {BEGIN} … {END} markers\n")
        return 1
    if before == after:
        return 0
    if options.write:
        options.readme.write_text(after, encoding="utf-8", newline="\n")
        return 0
    sys.stderr.write(f"{options.readme}: the table of rules is not current; run make docs\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
