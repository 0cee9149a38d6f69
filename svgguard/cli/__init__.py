"""The command line: one file per command, and here what they share, the group and the way out.

Exit codes are ruff's: 0 nothing found or everything repaired, 1 faults remain, 2 the command could not be carried out.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from svgguard import __version__
from svgguard.cli.terminal import colour_wanted, complain, prepare_streams
from svgguard.types import SvgguardError

_FAILED = 2
_INTERRUPTED = 130

_COMMANDS = (
    "check",
    "config",
    "extract",
    "generate",
    "render",
    "parts",
    "judge",
    "rule",
    "bench",
    "import",
    "log",
    "stats",
    "models",
    "doctor",
    "corpus",
    "demo",
)
"""Each is the function of that name in the module of that name, which is loaded when it is called."""

_MODULES = {"import": "importing"}
"""Those that cannot be called so, because the word is Python's own."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        name = _MODULES.get(cmd_name, cmd_name)
        command: click.Command = getattr(importlib.import_module(f"svgguard.cli.{name}"), name)
        return command


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="svgguard")
@click.pass_context
def cli(context: click.Context) -> None:
    """Stands between a language model and a picture: asks for an SVG, finds and repairs its faults, draws it.

    Exit codes: 0 nothing found or everything repaired, 1 faults remain, 2 the command could not be carried out.
    """
    context.color = colour_wanted()
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        context.exit(_FAILED)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    prepare_streams()
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has had enough: the interpreter must not complain while flushing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        return cli.main(arguments, prog_name="svgguard", standalone_mode=False) or 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "svgguard"
        complain(f"{error.format_message()} See '{command} --help'.")
    except click.ClickException as error:
        complain(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except BrokenPipeError:
        raise
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error))
    except SvgguardError as error:
        complain(_by_options(str(error)))
    except Exception as error:
        # Whoever types a command gets one line; the traceback is a setting away.
        if os.environ.get("SVGGUARD_DEBUG"):
            raise
        complain(f"internal error: {type(error).__name__}: {error}. Set SVGGUARD_DEBUG=1 to see where.")
    return _FAILED


def _by_options(message: str) -> str:
    """A message of the library, with the names of its arguments as the command line spells them."""
    return re.sub(r"\b(base_url|endpoint|model|timeout)=", lambda m: f"--{m[1].replace('_', '-')}", message)
