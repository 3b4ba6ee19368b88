"""The app's two icons, drawn with nothing but the standard library: a ladder."""

import struct
import zlib

Colour = tuple[int, int, int, int]
NIGHT, SNOW, AMBER, CLEAR = (31, 58, 77, 255), (255, 255, 255, 255), (245, 180, 60, 255), (255, 255, 255, 0)

# In parts of 32: left, top, right, bottom.
RAILS = ((9, 4, 11, 28), (21, 4, 23, 28))
RUNGS = ((11, 23, 21, 25), (11, 18, 21, 20), (11, 13, 21, 15))
TOP_RUNG = (11, 8, 21, 10)


def colour_icon() -> bytes:
    """192 by 192 on a full square, as Teams wants it; the top rung is where the case goes."""
    return _png(192, NIGHT, AMBER)


def outline_icon() -> bytes:
    """32 by 32, white on nothing."""
    return _png(32, CLEAR, SNOW)


def _png(side: int, ground: Colour, top: Colour) -> bytes:
    scale = side // 32
    rows = (b"\0" + b"".join(bytes(_at(x // scale, y // scale, ground, top)) for x in range(side)) for y in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _at(x: int, y: int, ground: Colour, top: Colour) -> Colour:
    if _inside(x, y, TOP_RUNG):
        return top
    return SNOW if any(_inside(x, y, bar) for bar in (*RAILS, *RUNGS)) else ground


def _inside(x: int, y: int, bar: tuple[int, int, int, int]) -> bool:
    left, above, right, below = bar
    return left <= x < right and above <= y < below


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
