"""Write `docs/cli.md` from what `--help` says: `python tests/cli/reference.py`."""

from collections.abc import Iterator
from pathlib import Path

import click

from cstosearch.cli import commands

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"

HEAD = """\
# The command line

What `--help` says, command by command. This page is generated: `python tests/cli/reference.py`.

A query is explained in full in [query-syntax.md](query-syntax.md). For completion of commands and
options in your shell, put one of these into its start-up file:

```sh
eval "$(_CSTOSEARCH_COMPLETE=bash_source cstosearch)"
eval "$(_CSTOSEARCH_COMPLETE=zsh_source cstosearch)"
_CSTOSEARCH_COMPLETE=fish_source cstosearch | source
```
"""


def helps() -> Iterator[tuple[str, str]]:
    """Yield each command's full name and its help, as 80 columns show it."""
    top = click.Context(commands, info_name="cstosearch", terminal_width=78)
    yield "cstosearch", commands.get_help(top)
    for name in commands.list_commands(top):
        command = commands.get_command(top, name)
        assert command is not None
        context = click.Context(command, parent=top, info_name=name, terminal_width=78)
        yield context.command_path, command.get_help(context)


def reference() -> str:
    """Return the page."""
    sections = (f"## {name}\n\n```text\n{text}\n```\n" for name, text in helps())
    return "\n".join([HEAD, *sections])


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
