"""What has come into the index for a saved query since it was last asked?

A hit is new until it has been listed and `mark` was told so: what is cut short in between lists it
again. What counts is that a document matches and has not been listed, not when it was written into
the index, so that rebuilds make nothing new, and a document that comes to match later, as one of
today does for `--until yesterday`, is new then. What has been listed stays seen though it leaves
the index for a while, as when a disk is not mounted: what was seen for a query is forgotten with
it, and not before. That grows by what is listed, and not by what comes and goes.
"""

import dataclasses
import unicodedata
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple, Protocol, Unpack

from cstosearch.deadline import check, checked, deadline
from cstosearch.engine import Snapshot
from cstosearch.errors import QueryError, SavedQueryError
from cstosearch.model import Asked, News, Results, SavedQuery
from cstosearch.query.nodes import Node, OneOf
from cstosearch.saved import Kept, changing, check_name, digest, packed, read, unpacked
from cstosearch.search.asked import tree_of


class Answer(Protocol):
    """What finds the hits of a tree among some documents, newest first."""

    def __call__(self, tree: Node, *, among: Node, limit: int | None) -> Results:
        """Return up to `limit` of them, and how many there are."""
        ...


class SavedQueries:
    """The queries that are saved in the directory of an index, asked of one generation of it.

    A `timeout` is as in `Index`; what is given up leaves all that is saved as it was.
    """

    def __init__(self, directory: Path, snapshot: Snapshot, answer: Answer) -> None:
        self._directory = directory
        self._snapshot = snapshot
        self._answer = answer

    def add(
        self,
        name: str,
        query: str = "",
        *,
        replace: bool = False,
        timeout: float | None = None,
        **asked: Unpack[Asked],
    ) -> SavedQuery:
        """Save a query under a name, and note the hits that it has now as seen.

        With `replace`, another of that name gives way; what was new for it stays new, and what was
        seen, seen. Of the filters, `today` is not kept: relative dates count from the day on which
        they are asked.

        Raises `QueryError`; `SavedQueryError` for a name that is taken or cannot be one;
        `IndexLockedError`; `OSError` where the directory cannot be written.
        """
        name, filters = check_name(name), asked.copy()
        filters.pop("today", None)
        with deadline(timeout):
            seen = matching = self._matching(tree_of(query, **asked))
            with changing(self._directory) as kept:
                if name in kept:
                    if not replace:
                        raise SavedQueryError(
                            f'a query is saved as "{name}" already: take another name, '
                            "or replace it by --replace, in Python by replace=True"
                        )
                    old = kept[name]
                    had = unpacked(old.seen)
                    seen = (seen - (self._matching(_tree(old)[0]) - had)) | had
                now = datetime.now(UTC)
                kept[name] = Kept(query, filters, now, self._snapshot.generation, packed(seen))
        return SavedQuery(name, query, filters, now, len(matching), len(matching - seen))

    def all(self, *, timeout: float | None = None) -> tuple[SavedQuery, ...]:
        """Return the saved queries, by name. Raises `SavedQueryError`."""
        with deadline(timeout):
            kept = read(self._directory)
            return tuple(self._asked(name, kept[name]).saved for name in sorted(kept))

    def remove(self, name: str) -> None:
        """Forget a saved query. Raises as `add`."""
        with changing(self._directory) as kept:
            del kept[_known(name, kept)]

    def new(
        self, *names: str, limit: int | None = 100, timeout: float | None = None
    ) -> tuple[News, ...]:
        """Return what is new for some saved queries, for all without a name.

        Of each up to `limit` hits. What is returned stays new until it is marked. A query that
        cannot be asked has a fault and no hits. Raises `SavedQueryError`.
        """
        with deadline(timeout):
            kept = read(self._directory)
            chosen = dict.fromkeys(_known(name, kept) for name in names) if names else sorted(kept)
            return tuple(self._new(name, kept[name], limit) for name in chosen)

    def _new(self, name: str, kept: Kept, limit: int | None) -> News:
        saved, tree, unseen = self._asked(name, kept)
        return News(saved, self._answer(tree, among=OneOf(unseen), limit=limit))

    def _asked(self, name: str, kept: Kept) -> "_Asked":
        """Compare what a saved query finds today with what has been seen of it."""
        (tree, fault), seen = _tree(kept), unpacked(kept.seen)
        check()
        ids = frozenset(checked(self._snapshot.ids_of(tree)))
        unseen = frozenset(id_ for id_ in ids if digest(id_) not in seen)
        saved = SavedQuery(
            name, kept.query, kept.filters, kept.last_asked, len(ids), len(unseen), fault
        )
        return _Asked(saved, tree, unseen)

    def mark(self, news: Iterable[News]) -> None:
        """Note as seen the hits that were returned; those beyond the limit stay new.

        Raises `SavedQueryError`, `IndexLockedError`; `OSError` where the directory cannot be
        written.
        """
        generation = self._snapshot.generation
        with changing(self._directory) as kept:
            for saved, results in news:
                now = kept.get(saved.name)
                if now is None or saved.fault:  # removed meanwhile, or not asked at all
                    continue
                listed = {digest(hit.document.id) for hit in results}
                kept[saved.name] = dataclasses.replace(
                    now,
                    seen=packed(unpacked(now.seen) | listed),
                    generation=max(now.generation, generation),
                    last_asked=datetime.now(UTC),
                )

    def _matching(self, tree: Node) -> frozenset[bytes]:
        """Return the digests of all documents that match."""
        return frozenset(map(digest, checked(self._snapshot.ids_of(tree))))


class _Asked(NamedTuple):
    """A saved query and its tree; the ids of what is new."""

    saved: SavedQuery
    tree: Node
    unseen: frozenset[str]


def _tree(kept: Kept) -> tuple[Node, str]:
    """Return what a saved query asks today; where it cannot be asked, nothing, and why."""
    try:
        return tree_of(kept.query, **kept.filters), ""
    except QueryError as error:
        return OneOf(frozenset()), str(error)


def _known(name: str, kept: Collection[str]) -> str:
    """Return the name as it is kept. Raises `SavedQueryError` where it is not."""
    found = unicodedata.normalize("NFC", name)
    if found in kept:
        return found
    near = get_close_matches(found, kept, 1)
    advice = f"did you mean {near[0]}?" if near else "cstosearch saved lists those there are"
    raise SavedQueryError(f'no query is saved as "{name}": {advice}')
