"""What the commands that read a log share: ``--log``, and which of its attempts are meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from svgguard.log import Log, Selection

_Command = TypeVar("_Command", bound=Callable[..., Any])

log_option = click.option("--log", metavar="FILE|URL", help="The log; else SVGGUARD_LOG, else the user's own log.")


def selecting(command: _Command) -> _Command:
    """The options that say which attempts are meant, as the arguments `runs`, `models`, `since` and `until`."""
    options = (
        click.option("--run", "runs", multiple=True, metavar="NAME", help="Only this run, by name, tag or id; repeat."),
        click.option("-m", "--model", "models", multiple=True, help="Only this model; repeatable."),
        click.option("--since", metavar="TIME", help="Only from then on: 2026-11-28, or 7d, 12h ago."),
        click.option("--until", metavar="TIME", help="Only before then."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def opened(log: str | None) -> Log:
    """The log that is meant; raises for a file that was named and is not there."""
    from svgguard.log import user_log

    found = user_log(log)
    if log is not None and found.path is not None and not Path(found.path).is_file():
        raise click.ClickException(f"{found.path}: no such log; check --log.")
    return found


def selection(
    runs: Sequence[str], models: Sequence[str], since: str | None, until: str | None, **more: Any
) -> Selection:
    """Which attempts the options mean; raises `click.UsageError` for what is no time."""
    from svgguard.log import Selection

    return Selection(runs, models, _moment("--since", since), _moment("--until", until), **more)


def _moment(option: str, text: str | None) -> str | None:
    from svgguard.log.selection import moment

    try:
        return None if text is None else moment(text)
    except ValueError:
        raise click.UsageError(f"{option} {text!r} is no time: give 2026-11-28, 2026-11-28T10:00, 7d or 12h.") from None
