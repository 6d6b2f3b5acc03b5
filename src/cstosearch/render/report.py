"""How the state of an index, and what a build did to it, read for a person."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from cstosearch.model import Problem, Stats, Summary, Verification
from cstosearch.render.bars import Row, chart
from cstosearch.render.terminal import Terminal, message, tidy

_KILO: Final = 1000
_UNITS: Final = ("byte", "kB", "MB", "GB", "TB")
_FEW: Final = 3
"""So many problems with one cause are told one by one."""
_ABOUT_KIND: Final = re.compile(
    r"(?P<cause>[^(]*) \((?P<kind>\..*|no suffix)\)|.* needs an extra: .*", re.DOTALL
)
"""A reason that holds for every file of a kind, whatever is in it."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where that is due: `1 hit`, `2,000 hits`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def stats(stats: Stats, terminal: Terminal) -> str:
    """Return what an index holds: its figures, then documents by language and by year."""
    by_lang = [Row(tidy(lang).text or "unknown", (f"{n:,}",), n) for lang, n in stats.by_lang]
    by_year = [Row(f"{year}", (f"{n:,}",), n) for year, n in stats.by_year]
    blocks = [
        list(_figures(stats)),
        ["by language", *chart(by_lang, terminal)] if by_lang else [],
        ["by year", *chart(by_year, terminal)] if by_year else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def summary(summary: Summary) -> str:
    """Return what bringing an index in step with its corpus did, or would do."""
    lines = (_files(summary), _documents(summary), _outcome(summary))
    return "\n".join((*_anew(summary), *lines))


def emptiness(summary: Summary, corpus: str) -> Iterator[str]:
    """Yield a line where no file of the corpus was read, which empties the index."""
    if summary.read or summary.unchanged:
        return
    would = summary.dry_run
    what = f"the index {'would have' if would else 'has'} no document"
    if summary.anew:  # nothing was compared with what it had
        what += " any more"
    if summary.removed:
        what = (
            f"{counted(summary.removed, 'document')} {'would leave' if would else 'left'} the index"
        )
    yield tidy(f'"{corpus}" has no file that can be read: {what}').text


def verification(verified: Verification) -> str:
    """Return what was found wrong with an index, a line each, and how much was looked at."""
    findings = (
        message(tidy(f"{each.kind}: {each.where}: {each.what}: {each.advice}").text)
        for each in verified.findings
    )
    return "\n".join((*findings, _looked_at(verified), _verdict(verified)))


def _looked_at(verified: Verification) -> str:
    documents, segments = (
        counted(verified.documents, "document"),
        counted(verified.segments, "segment"),
    )
    far = "as far as it can be read, " if verified.damaged else ""
    held = f"generation {verified.generation}: {far}{documents} in {segments}"
    if verified.files is None:
        return held
    how = "read anew" if verified.deep else "compared by size and time"
    return f"{held}; {counted(verified.files, 'file')} {how}"


def _verdict(verified: Verification) -> str:
    if not verified.findings:
        verdict = "sound"
    else:
        verdict = "damaged" if verified.damaged else "sound in itself"
        verdict += f", {counted(len(verified.findings), 'finding')}"
    return f"{verdict}, {verified.seconds:.1f} s"


def problems(problems: Sequence[Problem], corpus: str) -> Iterator[str]:
    """Yield a line on each source file of the corpus that could not be read as it stands.

    Many files that are skipped for what kind of file they are share one line, behind the others.
    """
    alike: defaultdict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        alike[_cause(problem)].append(problem)
    many = {cause: group for cause, group in alike.items() if cause and len(group) > _FEW}
    yield from (_problem(problem, corpus) for problem in problems if _cause(problem) not in many)
    yield from (_skipped(cause, group, corpus) for cause, group in many.items())


def _cause(problem: Problem) -> str:
    """Return why files of its kind are skipped, "" where the reason concerns this file alone."""
    about = _ABOUT_KIND.fullmatch(problem.reason) if problem.skipped else None
    return (about["cause"] or problem.reason) if about else ""


def _problem(problem: Problem, corpus: str) -> str:
    skipped = "skipped: " if problem.skipped else ""
    return tidy(f"{_path(problem, corpus)}: {skipped}{problem.reason}").text


def _skipped(cause: str, group: Sequence[Problem], corpus: str) -> str:
    """Return a line on files that are skipped for one cause: their kinds, and some of them."""
    abouts = (_ABOUT_KIND.fullmatch(problem.reason) for problem in group)
    kinds = sorted({about["kind"] for about in abouts if about and about["kind"]})
    of = f" ({_some(kinds, 5)})" if kinds else ""
    files = _some([_path(problem, corpus) for problem in group], 2)
    return tidy(f"{counted(len(group), 'file')} skipped: {cause}{of}: {files}").text


def _some(names: Sequence[str], most: int) -> str:
    return ", ".join([*names[:most], "…"] if len(names) > most else names)


def _path(problem: Problem, corpus: str) -> str:
    return f"{corpus.rstrip('/') or '/'}/{problem.file}".replace("//", "/")


def _figures(stats: Stats) -> Iterator[str]:
    undated = f", {stats.undated:,} undated" if stats.undated else ""
    facts = {
        "documents": f"{stats.documents:,}{undated}",
        "dates": f"{stats.first_date} to {stats.last_date}" if stats.first_date else "none",
        "words": f"{stats.tokens:,}",
        "files": f"{stats.files:,}",
        "records": f"{stats.records:,}",
        "size": _size(stats.size),
        "generation": f"{stats.generation}",
    }
    return (f"{name:<12}{value}" for name, value in facts.items())


def _size(size: int) -> str:
    """Return a number of bytes in the largest unit that leaves a figure before the point."""
    value, unit = float(size), 0
    while round(value) >= _KILO and unit + 1 < len(_UNITS):
        value, unit = value / _KILO, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit else counted(size, "byte")


def _files(summary: Summary) -> str:
    files = f"{counted(summary.read, 'file')} read, {summary.unchanged:,} unchanged"
    records = counted(summary.records, "record")
    documents = counted(summary.documents, "document")
    return f"{files}, {summary.gone:,} gone; {records} in {documents}"


def _anew(summary: Summary) -> Iterator[str]:
    if summary.anew:
        yield f"all {'would be' if summary.dry_run else 'was'} read anew: {summary.anew}"


def _documents(summary: Summary) -> str:
    added, changed, removed = summary.added, summary.changed, summary.removed
    if summary.dry_run:
        changes = f"would add {added:,}, change {changed:,}, remove {removed:,}"
    else:
        changes = f"{added:,} added, {changed:,} changed, {removed:,} removed"
    skipped = sum(problem.skipped for problem in summary.problems)
    parts = [changes, f"{summary.undated:,} undated"]
    return "; ".join([*parts, f"{counted(skipped, 'file')} skipped"] if skipped else parts)


def _outcome(summary: Summary) -> str:
    generation = f"generation {summary.generation}"
    state = "dry run: nothing was written" if summary.dry_run else generation
    return f"{state}, {summary.seconds:.1f} s"
