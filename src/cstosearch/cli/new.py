"""The command `new`: what has come into the index for saved queries."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

import cstosearch
from cstosearch import CstosearchError, News
from cstosearch.cli import completing, options, streams
from cstosearch.cli.saved import NONE, note_faults
from cstosearch.errors import EXIT_ERROR, EXIT_HITS, EXIT_NONE
from cstosearch.render import json, news
from cstosearch.render.report import counted

if TYPE_CHECKING:
    from cstosearch import Index


@click.command(
    "new", epilog=options.examples("cstosearch new", "cstosearch new border --format atom")
)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completing.saved_names)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1),
    default=100,
    show_default=True,
    help="Hits of each query; what is beyond comes the next time.",
)
@options.output("text", "json", "atom")
@options.color
@options.timeout
@options.index
def command(*, names: tuple[str, ...], limit: int, output: str, color: str, index_dir: str) -> int:
    """List what has come for saved queries since last asked.

    The newest comes first. Without a name, all of them are asked. What has been listed counts as
    seen once all of it could be written, and is not listed again. Where writing fails, as on a
    full disk, or into a pipe that is closed too early, all of it is.

    What a pipe holds, some 64 kB, can be written though nobody reads it: what new | head leaves
    out may count as seen. To look at the first only, ask for few by --limit.
    """
    with cstosearch.open_index(index_dir) as index:
        found = index.saved.new(*names, limit=limit)
        streams.result(_rendered(found, output, color))
        # Only what has gone out counts as seen; who reads a pipe to its end nobody can know.
        if streams.flush():
            _mark(index, found)
    streams.note(_said(found))
    if note_faults(each.saved for each in found):
        return EXIT_ERROR
    return EXIT_HITS if any(each.results.total for each in found) else EXIT_NONE


def _rendered(found: Sequence[News], output: str, color: str) -> str:
    if output == "atom":
        # Here, because XML takes a while to load.
        from cstosearch.render import atom  # noqa: PLC0415

        return atom.feed(found, datetime.now(UTC), ascii_only=streams.ascii_only())
    if output == "json":
        return json.news(found, ascii_only=streams.ascii_only())
    return news.listing(found, streams.terminal(color))


def _mark(index: "Index", found: Sequence[News]) -> None:
    try:
        index.saved.mark(found)
    except (CstosearchError, OSError) as error:
        why = (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
        streams.note(
            f"{streams.PROGRAM}: this could not be noted as seen and will be listed again: {why}"
        )


def _said(found: Sequence[News]) -> str:
    """Say how much is new, and where there is more than is shown."""
    if not found:
        return NONE
    total = sum(each.results.total for each in found)
    queries = found[0].saved.name if len(found) == 1 else f"{len(found):,} saved queries"
    said = f"{counted(total, 'new hit')} for {queries}" if total else f"nothing new for {queries}"
    more = sum(each.results.total - len(each.results) for each in found)
    return f"{said}; {more:,} more the next time" if more else said
