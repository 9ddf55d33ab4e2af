"""Files compressed with gzip or xz, detected by their first bytes."""

import gzip
import lzma
import zlib
from typing import IO, Any, cast

DAMAGE_ERRORS = (zlib.error, lzma.LZMAError, gzip.BadGzipFile, EOFError)
MAX_XZ_MEMORY = 100 * 1024 * 1024  # what `xz -9` asks for is 65 MiB


def peek_bytes(stream: Any) -> bytes:
    """Return the next bytes, without consuming them: buffered readers and decompressors all offer it."""
    return cast("bytes", stream.peek(512))


def decompress_stream(raw: IO[bytes]) -> IO[bytes]:
    """Return the decompressed content of a buffered stream. Reading it may raise one of DAMAGE_ERRORS."""
    start = peek_bytes(raw)
    if start.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
    if start.startswith(b"\xfd7zXZ\x00"):
        probe = lzma.LZMADecompressor(memlimit=MAX_XZ_MEMORY)
        probe.decompress(start, max_length=1)  # raises when its header asks for more
        return cast("IO[bytes]", lzma.LZMAFile(raw))
    return raw
