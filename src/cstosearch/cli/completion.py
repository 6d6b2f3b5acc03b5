"""The command `completion`: what makes a shell complete what is typed."""

from typing import Final

import click
from click.shell_completion import get_completion_class

from cstosearch.cli import options, streams
from cstosearch.errors import EXIT_HITS

VARIABLE: Final = f"_{streams.PROGRAM.upper()}_COMPLETE"

# A field of a query is followed by its value, and fish leaves no space behind a colon by itself.
_BASH: Final = """\
%(function)s_spaced() {
    %(function)s "$@"
    [[ ${COMPREPLY[0]} == *: ]] && compopt -o nospace
    return 0
}
complete -o nosort -F %(function)s_spaced %(program)s
"""
_ZSH_ADDS: Final = "compadd -U -V unsorted -a completions"
_ZSH: Final = """\
compadd -U -V unsorted -- ${completions:#*:}
        compadd -U -V unsorted -S '' -- ${(M)completions:#*:}"""


@click.command(
    "completion",
    epilog=options.examples("cstosearch completion bash", "cstosearch completion fish"),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print what makes a shell complete what is typed.

    That is commands, options and their values, fields of a query, names of saved queries. Have
    the shell read it when it starts:

    bash: eval "$(cstosearch completion bash)" in ~/.bashrc

    zsh: eval "$(cstosearch completion zsh)" in ~/.zshrc, below compinit

    fish: cstosearch completion fish | source in ~/.config/fish/config.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click has all three
    completer = kind(context.find_root().command, {}, streams.PROGRAM, VARIABLE)
    script = completer.source().replace(_ZSH_ADDS, _ZSH).rstrip()
    if shell == "bash":
        script += "\n\n" + _BASH % {"function": completer.func_name, "program": streams.PROGRAM}
    streams.result(script.rstrip())
    return EXIT_HITS
