"""The command `index`: bring the index in step with the corpus."""

from itertools import chain

import click

import cstosearch
from cstosearch.cli import options, streams
from cstosearch.cli.progress import ProgressLine
from cstosearch.errors import EXIT_HITS
from cstosearch.render import report


@click.command(
    "index",
    epilog=options.examples(
        "cstosearch index",
        "cstosearch index --corpus corpus --index index --dry-run",
    ),
)
@options.corpus
@options.index
@options.gazetteer
@click.option("--rebuild", is_flag=True, help="Build anew; the old index serves until then.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
def command(
    corpus_dir: str, index_dir: str, *, gazetteer: str | None, rebuild: bool, dry_run: bool
) -> int:
    """Bring the index in step with the corpus.

    Only files that are new, changed or gone since the last time are read. Files that cannot be
    read are skipped and named; the rest goes on.

    All are read where the gazetteer is not that of the last time, or this version finds entities
    otherwise; the summary says so. A gazetteer is not remembered: name it each time.
    """
    with ProgressLine() as progress:
        summary = cstosearch.build(
            corpus_dir,
            index_dir,
            gazetteer=gazetteer,
            rebuild=rebuild,
            dry_run=dry_run,
            progress=progress.show,
        )
    told = report.problems(summary.problems, corpus_dir), report.emptiness(summary, corpus_dir)
    for line in chain(*told):
        streams.note(f"{streams.PROGRAM}: {line}")
    streams.result(report.summary(summary))
    return EXIT_HITS
