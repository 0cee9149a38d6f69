"""The options that say what a document from a stranger may keep, for every command that has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from svgguard.types import Sanitise


def sanitise_options(default: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--sanitise`` and ``--links``; `default` is what their help says of it."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        links = click.option(
            "--links", is_flag=True, default=None, help="With --sanitise web, leave links to https and mailto."
        )
        sanitise = click.option(
            "--sanitise",
            type=click.Choice([str(name) for name in Sanitise]),
            help=f"Take out what a policy does not list.{default}",
        )
        return sanitise(links(command))

    return decorate
