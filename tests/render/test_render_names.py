"""Names of hits, for programs that take names."""

from dataclasses import replace

from cstosearch.model import Hit, Source
from cstosearch.render import names
from render.samples import ECHELON, TEASER, page

EVIL = replace(ECHELON, id="a\n\x1bb", sources=(Source("x\ny\x07.txt", 0, 1, ""),))


def test_sources_stand_in_the_order_of_hits_each_once() -> None:
    """All places that a hit stands in."""
    found = page(Hit(TEASER, 2), Hit(ECHELON, 1))
    assert list(names.hits(found, "source", verbatim=False)) == ["2020/page.txt", "b.txt", "c.txt"]
    assert list(names.hits(found, "id", verbatim=False)) == ["77b0", "3f2a91c04d"]


def test_a_name_is_a_line_unless_it_is_wanted_verbatim() -> None:
    """Files have to be found by it."""
    found = page(Hit(EVIL, 0))
    assert list(names.hits(found, "source", verbatim=False)) == ["x y.txt"]
    assert list(names.hits(found, "source", verbatim=True)) == ["x\ny\x07.txt"]
    assert list(names.hits(found, "id", verbatim=False)) == ["a b"]
