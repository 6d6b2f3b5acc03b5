"""What does it cost to count the hits of a query by field, beyond the query itself?

    python benchmarks/facets.py DIRECTORY --documents 400000

Documents of `generate.py` are given what theirs lack: a language each but for one in 20, a file for
ten of them, and three entities on average, of 5,000 persons, 800 organizations, 200 countries, 2,000
places, 300 events and 100 treaties, by Zipf's law. The index of them stays in the directory, and
is used again where it is there. One in a hundred documents is deleted, and the last thousandth is
a second segment.

Each question is asked once untimed, then in turns; a row has the medians. `hits` and `hits + facets`
are pages of ten, `facets` the same without a page; what facets add is the difference of the last
two columns and `count`.
"""

from typing import Final

ENTITIES: Final = {
    "person": 5_000,
    "organization": 800,
    "country": 200,
    "place": 2_000,
    "event": 300,
    "treaty": 100,
}
