"""In which legacy encoding do bytes make Russian, in small letters or in capitals?"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

_ENCODINGS: Final = ("cp1251", "koi8-r", "cp866")
_LETTERS: Final = " абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_ROWS: Final = """
0654547655b454443535576867bedf6a8c
3b6465565855354b64448867667effb55a
6477d93bb3f74852d36a4f8eca66478968
42b9b73e63f6585386576d9a88ac47bd68
53b9864ff4f74951f3885bcf8fffdf9afb
53a69725a3f6694375684d9898fa668967
386564676955443873439977658fedf99a
538b932af2f69935f99b4fff7ffff7aaf8
52646457a5f76534f5985ffacffb56fb7a
27756558566444478543b966668fffb75c
1898a48f8bf666479844d9b777fffffaaf
32c7bc5b93f85b62d4654db8cefeed8bfc
33aa8937b3f66a73bf585bcf9aef639558
238bbd3dd3f88753686a4abaafdc587a78
43ca763aa3f6bc43f86559b77c9d46b859
3b4354556655444854448878668fffa97a
74dfff4ff4f85d8182885ffbbcff68ab7a
5297763793f7875288754b9a98cf578859
5585b74bd4f4465447525a8a79f9749939
3394b83fc4f6795384585cba8ddc53a979
27555464677544694544ba6b456fff859e
438f8f3ff2ff5893f386459f8bff8a99fb
23f59c6ff4cc7852f5985fbffffbf97ff9
43c6a92fc2f6af85b9bc4fc8fcff4ffcff
62fafb28f2f48b36d9f44f9fc6fff5cff6
63d8ff2ff3f4485588f65ffafafff2bbf7
72ffff1ff2ffff59f8ff4ffffffff6fff6
4fffff1fffffffffffffffffffffffff15
2f6467477836546f6654bf4a75afffff8f
1f79985d69e6f649bf36f8f886bfcfc568
5f7564bf8f34343f6462f68fb7fffb7b9b
194a85a77997777f9643fb88485fffb8af
1e9675566977555c8863df68796fefc68f
3f6666f75f76433f7352ff8fb4ffffffaf
""".split()
_BITS: Final = {
    (before, after): int(digit, 16)
    for before, row in zip(_LETTERS, _ROWS, strict=True)
    for after, digit in zip(_LETTERS, row, strict=True)
}
"""By a letter and the one after it: how surprising is that, in bits, at most 15?

Small letters stand for both cases, a space for the edge of a word. It is -log2 of the share that
the pair has of those that begin with its first letter, in the 50,000 most frequent words of Russian
subtitles (H. Dave, FrequencyWords, content/2018/ru/ru_50k.txt, made from OpenSubtitles 2018).
A word counts as the square root of its frequency, lest a few common ones speak for all.
"""

_MARKS: Final = "«»„“”—–…№\xa0ІіЇїЄєЎў"
"""What stands beside Russian letters, and the letters of neighbours, at `_MARK` bits."""

_MARK: Final = 8
_OTHER: Final = 20  # any other sign, but for
_AGAIN: Final = 1  # the same once more, as in the frames of tables
_SWAPPED: Final = 10  # more, for a capital after a small letter
_CAPITAL: Final = 2  # more, for one that begins a word, as most do not


def most_russian(runs: Iterable[bytes]) -> str:
    """Return the encoding in which runs of bytes >= 0x80 are most like Russian words.

    That is the one in which they surprise least, as a chain of letters each of which depends on
    the one before it (a Markov chain), in words that are small, capitalized, or in capitals. A word
    alone may be as likely in two encodings; a line hardly ever is.
    """
    pairs = Counter(pairwise(b" %b " % b" ".join(runs)))
    return min(_ENCODINGS, key=lambda encoding: _surprise(encoding, pairs))


def _surprise(encoding: str, pairs: Counter[tuple[int, int]]) -> int:
    """Return how many bits pairs of bytes need, if they are letters of Russian words."""
    signs = bytes(range(256)).decode(encoding, "replace")
    return sum(count * _bits(signs[a], signs[b]) for (a, b), count in pairs.items())


def _bits(before: str, after: str) -> int:
    pair = _letter(before), _letter(after)
    bits = _BITS[pair]
    if pair[1] == " " != after:
        bits += _MARK if after in _MARKS else _AGAIN if after == before else _OTHER
    elif after.isupper():
        bits += _CAPITAL if pair[0] == " " else _SWAPPED * before.islower()
    return bits


def _letter(sign: str) -> str:
    small = sign.lower()
    return small if small in _LETTERS else " "
