"""How do facets read, for a person?"""

from collections.abc import Iterator, Sequence

from cstosearch.model import Facet
from cstosearch.render.bars import Row, chart
from cstosearch.render.report import counted
from cstosearch.render.terminal import Style, Terminal, tidy


def facets(facets: Sequence[Facet], terminal: Terminal) -> str:
    """Return each facet as a heading and a bar for each value, a blank line between facets."""
    return "\n\n".join("\n".join(_facet(each, terminal)) for each in facets)


def _facet(facet: Facet, terminal: Terminal) -> Iterator[str]:
    less = len(facet.values) < facet.distinct
    facts = [
        f"{len(facet.values):,} of {counted(facet.distinct, 'value')}" if less else "",
        f"{counted(facet.missing, 'hit')} without" if facet.missing else "",
    ]
    about = terminal.paint("; ".join(filter(None, facts)), Style.DIM)
    yield f"{terminal.paint(facet.field, Style.STRONG)}  {about}".rstrip()
    yield from chart(list(_rows(facet)), terminal)


def _rows(facet: Facet) -> Iterator[Row]:
    """Yield a row for each value; entities of several types have theirs in front."""
    several = facet.field == "entity"
    types = max((len(each.type or "") for each in facet.values), default=0)
    for each in facet.values:
        kind = f"{each.type or '':<{types}}  " if several else ""
        yield Row(f"{kind}{tidy(each.value).text}", (f"{each.count:,}",), each.count)
