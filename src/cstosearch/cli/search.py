"""The command `search`: the hits of a query, a page at a time."""

import click

import cstosearch
from cstosearch import Asked, FacetField, LineSort, Results
from cstosearch.cli import apart, formats, options, streams
from cstosearch.cli import facets as faceting
from cstosearch.cli.query import QueryCommand, asks
from cstosearch.errors import EXIT_HITS, EXIT_NONE, CstosearchError
from cstosearch.render.report import counted


@click.command(
    "search",
    cls=QueryCommand,
    epilog=options.examples(
        "cstosearch search border conflict --since 2020-07 --sort newest",
        "cstosearch search '\"working group\" -nato' --format json",
        "cstosearch search --on 2020-07-09",
        "cstosearch search '(zas OR kaloev) NEAR/3 general' --explain",
        "cstosearch search echelon --output id",
        "cstosearch search 'secretar*' --kwic --sort right",
        "cstosearch search border --facet year --facet lang --limit 0",
    ),
)
@asks(required=True)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="Hits a page; 0 shows facets alone. Of names (-l, --output) and lines (--kwic) all are "
    "printed where this is not given.",
)
@click.option(
    "--page", metavar="N", type=click.IntRange(1), default=1, show_default=True, help="Which page."
)
@click.option(
    "--after",
    metavar="TOKEN",
    help='The page behind one, which names the TOKEN; "" for the first. An error where the index '
    "has changed since.",
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest", "left", "right"]),
    default="relevance",
    show_default=True,
    help="What comes first; with --kwic also by the words left or right of the match.",
)
@options.output(*formats.FORMATS)
@click.option("-l", "sources", is_flag=True, help="The same as --output source.")
@click.option(
    "--output",
    "only",
    type=click.Choice(["id", "source"], case_sensitive=False),
    help="Print only the ids of the hits, or the source files that they stand in, each once.",
)
@click.option("-0", "null", is_flag=True, help="End each with NUL, as xargs -0 takes it.")
@click.option(
    "--snippets",
    metavar="N",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Excerpts of a hit, at most.",
)
@click.option(
    "--kwic", is_flag=True, help="Print each match on a line, with the words left and right of it."
)
@click.option(
    "--context",
    "around",
    metavar="N",
    type=click.IntRange(0, 10_000),
    help="Characters on either side of a match, with --kwic.  [default: what fits]",
)
@faceting.option
@click.option("--count", is_flag=True, help="Print how many hits there are, and nothing else.")
@click.option(
    "--explain", is_flag=True, help="Show how the query is understood, with counts, and no hits."
)
@options.color
@options.timeout
@options.index
@click.pass_context
def command(
    context: click.Context,
    *,
    query: str,
    asked: Asked,
    limit: int,
    page: int,
    after: str | None,
    sort: LineSort,
    snippets: int,
    kwic: bool,
    around: int | None,
    facets: tuple[FacetField, ...],
    output: str,
    sources: bool,
    only: str | None,
    null: bool,
    count: bool,
    explain: bool,
    color: str,
    index_dir: str,
) -> int:
    """Search the index, and show the hits.

    QUERY is words, all of which must occur, in any form: border conflict. "Quoted" words match
    as they are written, "one behind the other"; among them * is any word, and "these words"~3 may
    have up to 3 others in between. a NEAR/5 b are at most 5 words apart, a ADJ/5 b also in this
    order. Parts of words: secretar*, *ization, te?t; words one letter off: conflict~1. Joined by
    AND, OR, NOT, -word, +word, (groups).

    Fields hold for what is right behind them: title:border, person:"stanislav zas", and so
    entity:, org:, country:, place:, event:, treaty:; lang:ru, source:2020/*, url:*press*,
    id:20200708*; date:2020-07, date:2019..2020, on:07-08 in any year, mentions:2019 in the text.

    Put QUERY in single quotes, lest the shell take signs of it for its own. It may be left out
    where a filter is given.

    A DATE is a day, a month or a year: 2020-07-08, 08.07.2020, "July 2020", 2020; or, from
    today, yesterday, "last week", "30 days ago".
    """
    given = apart.refuse(context)
    if kwic:
        from cstosearch.cli.kwic import lines  # noqa: PLC0415 - only where it is asked for

        return lines(
            query,
            asked,
            index_dir=index_dir,
            sort=sort,
            limit=limit if "--limit" in given else None,
            output=output,
            around=around,
            color=color,
        )
    match sort:
        case "left" | "right":
            raise click.UsageError(f"--sort {sort} is for --kwic")
    names = "source" if sources else only
    with cstosearch.open_index(index_dir) as index:
        if explain:
            from cstosearch.cli.explain import show  # noqa: PLC0415 - few searches ask for it

            return show(index, query, asked, output, color)
        if count:
            total = index.count(query, **asked)
            streams.result(str(total))
            return EXIT_HITS if total else EXIT_NONE
        results = index.search(
            query,
            sort=sort,
            offset=(page - 1) * limit,
            limit=None if names and "--limit" not in given else limit,
            after=after,
            snippets=snippets if not names and formats.shows_excerpts(output) else 0,
            facets=tuple(dict.fromkeys(facets)),
            facet_values=None if output == "json" else faceting.SHOWN,
            **asked,
        )
        why = "" if results.total else _advice(index, results, query, asked)
    _refuse_past_the_end(results, page, limit)
    if names:
        formats.write_names(names, results, null=null)
    else:
        formats.write_hits(output, results, color)
        if output == "text":
            faceting.show(results, streams.terminal(color))
    if output != "json":  # which says it all by itself
        by_page = "--page" in given or (output == "text" and not names and after is None)
        more = f"--page {page + 1}" if by_page else f"--after {results.next}"
        streams.note(why or _place(results, more))
    return EXIT_NONE if why else EXIT_HITS


def _advice(index: "cstosearch.Index", results: Results, query: str, asked: Asked) -> str:
    """Say why there are no hits."""
    from cstosearch.cli.explain import no_hits  # noqa: PLC0415 - most searches have hits

    return no_hits(index, results.query, query, asked)


def _refuse_past_the_end(results: Results, page: int, limit: int) -> None:
    if results.total and limit and not results.hits:
        last = -(-results.total // limit)
        hits, pages = counted(results.total, "hit"), counted(last, "page")
        raise CstosearchError(
            f"page {page} is past the end: {hits}, {pages} of {limit}; try --page {last}"
        )


def _place(results: Results, more: str) -> str:
    """Say which hits these are, of how many, and by which option there are more."""
    first, last, total = results.offset + 1, results.offset + len(results), results.total
    if not results.hits:
        return f"{counted(total, 'hit')} ({results.took_ms:.0f} ms)"
    span = f"{first:,}\N{EN DASH}{last:,}" if first < last else f"{first:,}"
    of = f"{span} of " if len(results) < total else ""
    rest = f"; {more} for more" if last < total else ""
    return f"{of}{counted(total, 'hit')} ({results.took_ms:.0f} ms){rest}"
