"""Which dates does this text talk about? English and Russian.

One scan stops where a date expression can begin: at numbers, months, weekdays and words such as
`last`. The rules of that kind are tried there, each bounded in how far it looks, so the time is
linear in the length of the text.

- `words`: what dates are written with.
- `reading`: what the text around an expression says.
- `periods`: the calendar.
- `numbers`, `names`, `weekdays`, `years`, `decades`, `seasons`, `parts`, `relative`, `counting`:
  the rules.
- `kinds`, `triggers`, `scan`: where which rules are tried.
- `ranges`: which two expressions are one.
"""

from datetime import date

from cstosearch.enrich.mentions.ranges import joined
from cstosearch.enrich.mentions.reading import Reading
from cstosearch.enrich.mentions.scan import read
from cstosearch.model import Mention, Span, TextField


def mentions_in(text: str, published: date | None, field: TextField = "body") -> list[Mention]:
    """Return the date expressions of a text, in its order; their spans do not overlap.

    What leaves out its year, or counts from the present, is counted from the day of publication.
    If that is None, it is left out, unless a date shortly before says what it counts from.
    """
    reading = Reading(text, published)
    read(reading)
    return [
        Mention(*each.days, each.granularity, field, Span(each.start, each.end))
        for each in joined(reading)
        if each.days is not None
    ]
