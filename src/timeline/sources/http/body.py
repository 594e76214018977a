"""The body of an answer, read piece by piece: bounded in size and time, whatever the service sends."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable

from timeline.model.errors import AnswerError
from timeline.sources.http.exchange import BrokenConnection

#: What is asked for; every transport unpacks these and no other.
PACKED = "gzip, deflate"
#: How many bytes are taken from the connection at a time.
PIECE = 1 << 16
#: An answer may be so large, unpacked. The largest page that a service documents is below that.
MOST = 64 << 20
_GZIP = 16 + zlib.MAX_WBITS


def body_of(pieces: Iterable[bytes], packed: str | None, seconds: float) -> bytes:
    """The whole body, unpacked.

    Args:
        pieces: as they come from the connection.
        packed: the answer's `Content-Encoding`.
        seconds: how long all of it may take.

    Raises:
        BrokenConnection: it does not end in time, or cannot be unpacked.
        AnswerError: it is larger than an answer may be, or packed in a way that nobody asked for.
    """
    ends = time.monotonic() + seconds
    unpack, body = _unpacker((packed or "").strip().lower()), bytearray()
    for piece in pieces:
        body += unpack(piece, MOST + 1 - len(body))
        if len(body) > MOST:
            raise AnswerError(f"the answer is larger than {MOST >> 20} MiB and was not read", reason="too_large")
        if time.monotonic() > ends:
            raise BrokenConnection("no whole answer in time")
    return bytes(body)


def _unpacker(packed: str) -> Callable[[bytes, int], bytes]:
    """A function that unpacks the next piece, as far as so many bytes."""
    if packed in ("", "identity"):
        return lambda piece, _: piece
    if packed in ("gzip", "x-gzip"):
        return _Members(_GZIP)
    if packed == "deflate":
        return _Members(zlib.MAX_WBITS)
    raise AnswerError("the answer is packed in a way that was not asked for")


class _Members:
    """Unpacks a stream of one or more packed members, none beyond the bytes that are asked for."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._member = zlib.decompressobj(bits)
        self._begun = False

    def __call__(self, piece: bytes, most: int) -> bytes:
        made = self._next(piece, most)
        while self._member.eof and self._member.unused_data and len(made) < most:
            rest = self._member.unused_data
            self._member = zlib.decompressobj(self._bits)
            made += self._next(rest, most - len(made))
        return made

    def _next(self, piece: bytes, most: int) -> bytes:
        try:
            made = self._member.decompress(piece, most)
        except zlib.error:
            if self._begun or self._bits != zlib.MAX_WBITS:
                raise BrokenConnection("the body cannot be unpacked") from None
            # Some servers take "deflate" for the bare stream.
            self._bits = -zlib.MAX_WBITS
            self._member = zlib.decompressobj(self._bits)
            return self._next(piece, most)
        self._begun = self._begun or bool(piece)
        return made
