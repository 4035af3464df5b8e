"""Keeps rendered objects small: an invoice of 7 kB takes 600 bytes, so that 100,000 of them fit into any machine.

Objects of one kind say the same things in the same words; the words are given to the compressor beforehand.
"""

from __future__ import annotations

import zlib
from functools import cache

from sandbox import company
from sandbox.stripe.api.rendering import render
from sandbox.stripe.objects import BLANKS

_LEVEL = 3
# As far back as the compressor looks.
_WINDOW = 32_768
_SEVERAL = 4
_BETWEEN = b"\0"


def pack(text: bytes, kind: str) -> bytes:
    """The text of an object of this kind, compressed."""
    compressor = _primed(kind).copy()
    return compressor.compress(text) + compressor.flush()


def unpack(packed: bytes, kind: str) -> bytes:
    """The text again."""
    return zlib.decompressobj(zdict=_words(kind)).decompress(packed)


def pack_all(texts: list[bytes]) -> bytes:
    """Several texts as one, without words given beforehand, so that it can be read without them."""
    return zlib.compress(_BETWEEN.join(texts), _LEVEL)


def unpack_all(packed: bytes) -> list[bytes]:
    """The texts again. JSON holds no zero bytes."""
    return zlib.decompress(packed).split(_BETWEEN)


@cache
def _primed(kind: str) -> zlib._Compress:
    """A compressor that has read the words; copying it costs a quarter of making one."""
    return zlib.compressobj(_LEVEL, zdict=_words(kind))


@cache
def _words(kind: str) -> bytes:
    """What objects of a kind look like; what is most frequent comes last, where the compressor finds it first."""
    return _samples().get(kind) or (render(BLANKS[kind]()) if kind in BLANKS else b"{}")


@cache
def _samples() -> dict[str, bytes]:
    texts: dict[str, list[bytes]] = {}
    for item in company.generate(seed=0, invoices=_SEVERAL):
        several = texts.setdefault(item["object"], [])
        if len(several) < _SEVERAL:
            several.append(render(item))
        for line in item["lines"]["data"] if "lines" in item else ():
            texts.setdefault(line["object"], []).append(render(line))
    return {kind: b"".join(several[::-1])[-_WINDOW:] for kind, several in texts.items()}
