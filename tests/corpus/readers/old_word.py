"""A small writer of Word 97 files: streams in an OLE container, text in pieces, and nothing that is not asked for."""

import struct

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams):
    """The bytes of a compound file with these streams, each padded to 4096 bytes so that none is a small one."""
    contents = [data + bytes(max(4096, -(-len(data) // _SECTOR) * _SECTOR) - len(data)) for data in streams.values()]
    chains, sectors = [], 2  # sector 0 is the allocation table, sector 1 the directory
    table = [_FAT, _END]
    for data in contents:
        count = len(data) // _SECTOR
        chains.append(sectors)
        table += [*range(sectors + 1, sectors + count), _END]
        sectors += count
    assert len(table) <= _SECTOR // 4 and len(streams) <= 3
    entries = [_entry("Root Entry", 5, child=1, start=_END)]
    for number, (name, data) in enumerate(zip(streams, contents, strict=True), 1):
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, right=right, start=chains[number - 1], size=len(data)))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    fat = struct.pack(f"<{len(table)}I", *table) + b"\xff" * (_SECTOR - 4 * len(table))
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    return header + fat + directory + b"".join(contents)


def _entry(name, kind, right=_FREE, child=_FREE, start=0, size=0):
    encoded = name.encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2, kind, 1)
    return head + struct.pack("<III", _FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)


def word(pieces, version=0xC1, flags=0x0200, changes=None):
    """A Word file whose text is in these pieces, stored last first: bytes for a piece of one byte a character.

    `changes` has by the number of a piece the 16 bits that change its properties (Prm).
    """
    stored, offsets = b"", {}
    for number in reversed(range(len(pieces))):
        offsets[number] = 1024 + len(stored)
        stored += pieces[number] if isinstance(pieces[number], bytes) else pieces[number].encode("utf-16-le")
        stored += b"\0" * (len(stored) % 2)
    cps, descriptors = [0], b""
    for number, piece in enumerate(pieces):
        narrow = isinstance(piece, bytes)
        cps.append(cps[-1] + (len(piece) if narrow else len(piece.encode("utf-16-le")) // 2))
        place = offsets[number] * 2 | 0x40000000 if narrow else offsets[number]
        descriptors += struct.pack("<HIH", 0, place, (changes or {}).get(number, 0))
    plc = struct.pack(f"<{len(cps)}I", *cps) + descriptors
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    fib = bytearray(1024)
    struct.pack_into("<HH6xH", fib, 0, 0xA5EC, version, flags)
    struct.pack_into("<I", fib, 76, cps[-1])
    struct.pack_into("<II", fib, 154 + 8 * 33, 0, len(clx))
    return ole({"WordDocument": bytes(fib) + stored, "1Table": clx})
