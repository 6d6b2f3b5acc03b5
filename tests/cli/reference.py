"""Write `docs/cli.md` from what `--help` says: `python tests/cli/reference.py`."""

from collections.abc import Iterator
from pathlib import Path

import click

from cstosearch.cli import commands

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "cli.md"

HEAD = """\
# The command line

What `--help` says, command by command. This page, and the manual page `cstosearch.1` beside it, are
generated: `python tests/cli/reference.py && python tests/cli/manual.py`.

A query is explained in full in [query-syntax.md](query-syntax.md). For completion of commands,
options, fields of a query and saved names, have your shell read one of these when it starts: the
first two belong into `~/.bashrc` and, below `compinit`, `~/.zshrc`, the last into
`~/.config/fish/config.fish`.

```sh
eval "$(cstosearch completion bash)"
eval "$(cstosearch completion zsh)"
cstosearch completion fish | source
```
"""


def contexts() -> Iterator[click.Context]:
    """Yield the context of the program, then that of each of its commands."""
    top = click.Context(commands, info_name="cstosearch", terminal_width=78)
    yield top
    for name in commands.list_commands(top):
        command = commands.get_command(top, name)
        assert command is not None
        yield click.Context(command, parent=top, info_name=name, terminal_width=78)


def helps() -> Iterator[tuple[str, str]]:
    """Yield each command's full name and its help, as 80 columns show it."""
    for context in contexts():
        yield context.command_path, context.get_help()


def reference() -> str:
    """Return the page."""
    sections = (f"## {name}\n\n```text\n{text}\n```\n" for name, text in helps())
    return "\n".join([HEAD, *sections])


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
