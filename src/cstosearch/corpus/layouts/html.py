"""What does a saved web page say: its title, date, address, language, article and the rest?

The shape it reads is any HTML. The page's own metadata gives title, date, address and language;
nothing is guessed from the text. The markup (`itemprop=articleBody`, `article`, what is around
the `h1`, `main`) says which blocks of text are the article; the others are the rest.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from cstosearch.corpus.decode import decode
from cstosearch.corpus.files import Warn
from cstosearch.corpus.markup.reader import read_markup
from cstosearch.corpus.markup.regions import Region, find_article
from cstosearch.dates import parse_stamp
from cstosearch.errors import SourceError

_DECLARED: Final = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
_DECLARED_WITHIN: Final = 4096
_ANY_TAG: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|h[1-6]|p|div|span|a|br|b|i|font|center|ul|ol|li"
    r"|table|td|main|article|section)[\s/>]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page; "" and None where its metadata is silent.

    `paragraphs` is the article's text less its title, one string a block; `rest` is the text
    outside of it, in page order. Where the metadata gives no date, all text is in `rest`.
    """

    title: str
    date: date | None
    url: str
    lang: str
    paragraphs: tuple[str, ...]
    rest: tuple[str, ...]


def extract(data: bytes, warn: Warn) -> Page:
    """Return what a saved page says; `warn` is told if its encoding is in doubt.

    Raises `SourceError` where the bytes hold no page with text, and `ExtraMissingError` where the
    parser is not installed.
    """
    page = read_markup(_markup(data, warn))
    blocks = page.visible_blocks()
    lead = next((block for block in blocks if block.place.is_lead), None)
    title = page.facts.title(lead.text if lead else "")
    if not blocks and not title:
        raise SourceError("no text on the page; was it saved before its scripts had run?")
    everything = Region(0, len(page.blocks), 0, 0)
    article = find_article(page.regions, page.around_lead, blocks, lead) or everything
    published = page.facts.published(page.stamps(article))
    inside, outside = [], []
    for block in blocks:
        if published is None or not (block is lead or article.holds(block)):
            outside.append(block.text)
        elif not (block.text == title or parse_stamp(block.text) == published):
            inside.append(block.text)
    return Page(title, published, page.facts.url, page.facts.lang, tuple(inside), tuple(outside))


def _markup(data: bytes, warn: Warn) -> str:
    declared = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    text = decode(data, warn, declared[1].decode().lower() if declared else "").text
    if not _ANY_TAG.search(text):
        raise SourceError("not a web page: no HTML in it; if it is plain text, name it .txt")
    return text
