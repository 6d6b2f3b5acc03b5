"""Texts compared whole with a file of `tests/golden/`; `python -m pytest --regen` writes those."""

from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
CORPUS = FOLDER / "corpus"
"""A small archive of everything that is shown in a way of its own."""


class Golden:
    """Compares a text with the file of a name, or writes the file."""

    def __init__(self, *, regen: bool) -> None:
        self._regen = regen

    def __call__(self, name: str, text: str) -> None:
        """Assert that `text` is what the file holds, to the character."""
        path = FOLDER / name
        if self._regen:
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode(), f"{name} differs: --regen writes it anew"
