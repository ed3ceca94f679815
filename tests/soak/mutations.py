"""Files that are damaged at random, the same ones for the same seed."""

from __future__ import annotations

import random

_SPOILERS = (
    b"\x00",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"<",
    b">",
    b"&",
    b"{",
    b"\\",
    b"\r\n",
    b"%PDF-",
    b"PK",
)
LARGEST = 4_000_000


def mutated(content: bytes, chance: random.Random) -> bytes:
    """`content` with one to eight places changed: bits flipped, stretches cut out, doubled, or written over."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(found) + 1)
        to = min(len(found), at + chance.choice((1, 2, 4, 16, 256, 4096)))
        match chance.randrange(6):
            case 0 if at < len(found):
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                del found[at:to]
            case 2:
                found[at:at] = found[at:to] * chance.choice((1, 2, 100))
            case 3:
                found[at:at] = chance.choice(_SPOILERS)
            case 4:
                found[at:to] = chance.randbytes(to - at)
            case _:
                del found[at:]
        del found[LARGEST:]
    return bytes(found)
