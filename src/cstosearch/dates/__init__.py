"""Which civil days does this text name? The one date parser: for the archive and for queries.

Numerals read day first, always, unless the year stands first; years have four digits; nothing that
a text leaves out is filled in from today, and no time zone moves a day.

- `stamps`: on which day was this published? A line, metadata, a file name.
- `periods`: which days does a person mean by `July 2020` or `..2019`?
- `written`: the forms of dates that both read.
"""

from cstosearch.dates.periods import parse_month_and_day, parse_period, parse_range
from cstosearch.dates.stamps import date_in_filename, parse_metadata, parse_stamp, trailing_stamp

__all__ = [
    "date_in_filename",
    "parse_metadata",
    "parse_month_and_day",
    "parse_period",
    "parse_range",
    "parse_stamp",
    "trailing_stamp",
]
