"""Keeps what is generated from the rules current: the table in README.md and a page per rule in docs/rules.

``python -m svgguard.cli.report.docs --check`` or ``--write``, in the top folder of a checkout.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from svgguard.cli.report.rules import rule_markdown, rules_markdown
from svgguard.rules import all_rules

BEGIN, END = "<!-- rules -->", "<!-- /rules -->"
PAGES = Path("docs", "rules")


def with_rules(readme: str) -> str:
    """`readme` with the current table between its markers; ValueError when it has none."""
    if BEGIN not in readme or END not in readme:
        raise ValueError(f"no {BEGIN} … {END} markers")
    block = f"{BEGIN}\n{rules_markdown(all_rules().values())}\n{END}"
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: block, readme, count=1, flags=re.DOTALL)


def generated(root: Path) -> dict[Path, str]:
    """What each generated file of the checkout at `root` should hold."""
    readme = root / "README.md"
    files = {readme: with_rules(readme.read_text(encoding="utf-8"))}
    for rule in all_rules().values():
        files[root / PAGES / f"{rule.code}-{rule.name}.md"] = rule_markdown(rule) + "\n"
    return files


def stale(root: Path) -> list[Path]:
    """The generated files that are not current: missing, outdated, or of a rule that is no more."""
    files = generated(root)
    outdated = [p for p, text in files.items() if not p.is_file() or p.read_text(encoding="utf-8") != text]
    return sorted([*outdated, *(p for p in (root / PAGES).glob("*.md") if p not in files)])


def write(root: Path) -> None:
    """Bring every generated file up to date."""
    files = generated(root)
    for path in stale(root):
        if path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], encoding="utf-8", newline="\n")
        else:
            path.unlink()


def main(arguments: Sequence[str] | None = None) -> int:
    """Check or write; 1 when something was not current or has no place for the table."""
    parser = argparse.ArgumentParser(prog="python -m svgguard.cli.report.docs", description=__doc__)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="only say what is not current")
    action.add_argument("--write", action="store_true", help="bring it up to date")
    parser.add_argument("root", nargs="?", type=Path, default=Path())
    options = parser.parse_args(arguments)
    try:
        if options.write:
            write(options.root)
            return 0
        outdated = stale(options.root)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"README.md: {error}\n")
        return 1
    for path in outdated:
        sys.stderr.write(f"{path} is not current; run make docs\n")
    return int(bool(outdated))


if __name__ == "__main__":
    sys.exit(main())
