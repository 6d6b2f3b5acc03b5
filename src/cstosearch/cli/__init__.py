"""The command line's door: runs a command, turns every error into one line and an exit code.

Commands return their exit code and raise their errors; only `main` catches. Each command is a
module of this package, loaded when it is asked for, so that `--help` and `--version` are quick.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Final

import click
from click.exceptions import Exit

from cstosearch import __version__
from cstosearch.cli import options, streams
from cstosearch.errors import (
    EXIT_ERROR,
    EXIT_HITS,
    EXIT_INTERRUPTED,
    CstosearchError,
    DeadlineError,
)

__all__ = ["main"]

_COMMANDS: Final = (
    "index",
    "search",
    "show",
    "timeline",
    "similar",
    "terms",
    "collocates",
    "entities",
    "stats",
    "verify",
    "save",
    "new",
    "saved",
    "completion",
)


class _Commands(click.Group):
    """The commands, each loaded from the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names of the commands, in the order one meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command with this name, or None."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"cstosearch.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names, and the arguments that are its own.

        Raises `CstosearchError` where it names none.
        """
        name = args[0]
        if name not in _COMMANDS and not ctx.resilient_parsing:
            near = get_close_matches(name, _COMMANDS, 1)
            advice = f"did you mean {near[0]}?" if near else f"see {ctx.command_path} --help"
            raise CstosearchError(f'no such command "{name}": {advice}')
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    no_args_is_help=False,
    epilog=options.examples(
        "cstosearch index",
        "cstosearch search 'echelon* \"collective forces\"' --since 2020-07",
    ),
)
@click.version_option(__version__, prog_name=streams.PROGRAM, message="%(prog)s %(version)s")
def commands() -> None:
    """Search an archive of dated text.

    Put your files into the directory "corpus", bring the index in step, and ask.

    Exit status: 0 with hits, 1 without, 2 after an error, 130 when interrupted.
    """


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line with `args`, those of the process by default; return the exit code."""
    streams.prepare()
    try:
        return _complained(sys.argv[1:] if args is None else list(args))
    except BrokenPipeError:  # whoever reads our output has seen enough
        streams.abandon(sys.stdout)
        return EXIT_HITS


def _complained(args: list[str]) -> int:
    """Run a command; say on standard error what went wrong, if anything did."""
    try:
        return _run(args)
    except KeyboardInterrupt:
        streams.after_interrupt()
        # It may come between the commit and our saying so.
        return _failed("interrupted; the index is as it was, or already in step", EXIT_INTERRUPTED)
    except click.ClickException as error:
        return _failed(_usage(error))
    except CstosearchError as error:
        by = " by --timeout" if isinstance(error, DeadlineError) else ""
        return _failed(f"{error}{by}")
    except BrokenPipeError:
        raise
    except OSError as error:
        streams.abandon(sys.stdout)
        return _failed(_system(error))
    except Exception:  # noqa: BLE001 (else Python exits with 1, which says "no hits")
        traceback.print_exc()
        return _failed("this is a fault of cstosearch; please report the lines above")


def _run(args: list[str]) -> int:
    if "_CSTOSEARCH_COMPLETE" in os.environ:
        commands.main(args, streams.PROGRAM)  # answers the shell, and exits
    try:
        with commands.make_context(streams.PROGRAM, args) as context:
            code: int = commands.invoke(context)
    except Exit as done:  # --help, --version
        code = done.exit_code
    streams.flush()
    return code


def _failed(message: str, code: int = EXIT_ERROR) -> int:
    streams.note(f"{streams.PROGRAM}: {message}")
    return code


def _usage(error: click.ClickException) -> str:
    """Return click's complaint in our manner, with what to do about it."""
    near = getattr(error, "possibilities", None)
    message = (error.message if near else error.format_message()).rstrip(".")
    context = getattr(error, "ctx", None)
    path = context.command_path if context else streams.PROGRAM
    advice = f": did you mean {near[0]}?" if near else f"; see {path} --help"
    return f"{message[:1].lower()}{message[1:]}{advice}"


def _system(error: OSError) -> str:
    """Return what the operating system refused, in its own words, and where."""
    where = "input or output failed" if error.filename is None else f'"{error.filename}"'
    return f"{where}: {(error.strerror or str(error)).lower()}"
