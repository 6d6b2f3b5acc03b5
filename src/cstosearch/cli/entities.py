"""The command `entities`: who and what the texts speak of, together with whom, by which names."""

from typing import TYPE_CHECKING, get_args

import click

import cstosearch
from cstosearch import Asked, Companions, Entities, EntityCount, EntityType, Names
from cstosearch.cli import options, streams
from cstosearch.cli.query import QueryCommand, asks
from cstosearch.errors import EXIT_HITS, EXIT_NONE
from cstosearch.model import SHORT_TYPES, CollocateSort
from cstosearch.render import entities, explain
from cstosearch.render.report import counted
from cstosearch.render.terminal import tidy

if TYPE_CHECKING:
    from cstosearch import Index


def _in_full(ctx: click.Context, param: click.Parameter, kind: str | None) -> str | None:  # noqa: ARG001 (click's signature)
    """Return the type that a short name stands for."""
    return SHORT_TYPES.get(kind, kind) if kind else None


@click.command(
    "entities",
    cls=QueryCommand,
    epilog=options.examples(
        "cstosearch entities border --type country",
        "cstosearch entities --with 'timur rahimi' --since 2020",
        "cstosearch entities --aliases 'org:csto*'",
    ),
)
@asks(required=False)
@click.option(
    "--type",
    "kind",
    type=click.Choice((*get_args(EntityType), *SHORT_TYPES)),
    callback=_in_full,
    help="Only of this type.",
)
@click.option(
    "--with", "beside", metavar="NAME", help="List what is in the same documents as this."
)
@click.option("--aliases", "called", metavar="NAME", help="List the other names of this.")
@click.option(
    "--sort",
    type=click.Choice(["log-likelihood", "count"]),
    help="What comes first, with --with.  [default: log-likelihood]",
)
@options.limit(20, "How many entities.")
@options.output(*get_args(options.Tabular))
@options.timeout
@options.index
def command(
    *,
    query: str,
    asked: Asked,
    kind: EntityType | None,
    beside: str | None,
    called: str | None,
    sort: CollocateSort | None,
    limit: int,
    output: options.Tabular,
    index_dir: str,
) -> int:
    """List persons, organizations, places and the like.

    Those of all documents, or of those that QUERY and the filters, as search has them, find; in
    how many documents each is, those in most first.

    NAME is any name of an entity, or a pattern such as *council*, and may have a field before it:
    place:georgia. Where it stands for several, they are taken together, and named.

    With --with, listed is what is together with NAME more often than if the two had nothing to
    do with each other: together in so many documents where so many would be expected. The
    log-likelihood ratio (Dunning 1993) tells how little the difference can be chance; beyond
    10.83 it comes by chance for less than one in a thousand.

    With --aliases, listed is by which names texts speak of NAME, beside its canonical name, folded
    (case and accents), with the documents of each. Names in 0 documents are known, and not used.
    """
    if beside is not None and called is not None:
        raise click.UsageError("--with and --aliases list different things: give one of the two")
    if sort and beside is None:
        raise click.UsageError("--sort is for --with")
    found: Entities | Companions | Names
    with cstosearch.open_index(index_dir) as index:
        if beside is not None:
            found = index.companions(
                beside, query, type=kind, sort=sort or "log-likelihood", limit=limit, **asked
            )
        elif called is not None:
            found = index.names(called, query, type=kind, limit=limit, **asked)
        else:
            found = index.entities(query, type=kind, limit=limit, **asked)
        _show(found, output)
        if output == "text":
            streams.note(_said(found, kind, index) or _no_hits(index, found.query, query, asked))
    return EXIT_HITS if found.total else EXIT_NONE


def _show(found: Entities | Companions | Names, output: options.Tabular) -> None:
    if output == "json":
        streams.result(entities.json(found, ascii_only=streams.ascii_only()))
    elif output != "text":
        streams.result("\n".join(entities.rows(found, output)))
    elif found.total:
        streams.result(entities.text(found, streams.terminal("never")))


def _said(found: Entities | Companions | Names, kind: EntityType | None, index: "Index") -> str:
    """Say how many there are, or why there are none; nothing where there are no documents."""
    match found:
        case Entities(documents=0) | Companions(of=0):
            return ""
        case Entities():
            return f"{_of(len(found.entities), found.total, kind)} in {_documents(found)}"
        case Companions():
            return _beside(found, kind, index)
        case Names() if found.total:
            shown = _of(len(found.entities), found.total, kind)
            return f"{shown} called {found.name}{_within(found.query)}"
        case Names():
            return _unknown(found.name, kind, index)


def _no_hits(index: "Index", canonical: str, query: str, asked: Asked) -> str:
    # Here, as it loads the engine, and `--help` does not.
    from cstosearch.cli.explain import no_hits  # noqa: PLC0415

    return no_hits(index, canonical, query, asked)


def _of(shown: int, total: int, kind: EntityType | None) -> str:
    """Say how many entities there are, and how many of them are shown."""
    noun = kind or "entity"
    plural = {"country": "countries", "entity": "entities"}.get(noun, f"{noun}s")
    count = f"{total:,} {noun if total == 1 else plural}"
    return f"{shown:,} of {count}" if shown < total else count


def _documents(found: Entities) -> str:
    return f"{counted(found.documents, 'document')}{_within(found.query)}"


def _within(query: str) -> str:
    return "" if query == "*" else f" of {query}"


def _beside(found: Companions, kind: EntityType | None, index: "Index") -> str:
    if not found.entities:
        return _unknown(found.name, None, index)
    where = f"{found.documents:,} of {counted(found.of, 'document')}{_within(found.query)}"
    several = (
        _several(found.name, found.entities) if found.documents and len(found.entities) > 1 else ""
    )
    if not found.total:
        return f"{several}nothing is more often than by chance with {found.name}, in {where}"
    shown = _of(len(found.companions), found.total, kind)
    return f"{several}{shown} with {found.name}, in {where}"


def _several(name: str, named: tuple[EntityCount, ...], most: int = 5) -> str:
    """Say which entities a name stands for."""
    texts = [f"{each.type} {each.name} ({each.documents:,})" for each in named[:most]]
    more = f" and {len(named) - most:,} more" if len(named) > most else ""
    return f"{name} stands for {', '.join(texts)}{more}, taken together\n"


def _unknown(name: str, kind: EntityType | None, index: "Index") -> str:
    """Say that nothing has a name, and which are nearest."""
    if kind and index.names(name, limit=0).total:
        return f"no {kind} is called {name}"
    near = [explain.near(missing) for missing in index.advise(name).missing]
    return tidy(f"nothing is called {name}{''.join(near)}").text
