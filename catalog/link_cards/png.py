"""As much of the PNG format as cards need: one byte a pixel, grey or by palette, rows unfiltered. Pure."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, BY_PALETTE = 0, 3


def written(width: int, height: int, pixels: bytes, palette: bytes = b"") -> bytes:
    """``pixels`` row by row; ``palette`` has three bytes a colour, and without one the pixels are grey."""
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, width * height, width))
    head = struct.pack(">IIBBBBB", width, height, 8, BY_PALETTE if palette else GREY, 0, 0, 0)
    chunks = [(b"IHDR", head), *([(b"PLTE", palette)] if palette else []), (b"IDAT", zlib.compress(rows, 6))]
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in [*chunks, (b"IEND", b"")])


def read(data: bytes) -> tuple[int, int, bytes]:
    """Width, height and pixels of what ``written`` made without a palette."""
    at, packed = len(SIGNATURE), b""
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at + 8 : at + 8 + length]
        if name == b"IHDR":
            width, height = struct.unpack(">II", chunk[:8])
        elif name == b"IDAT":
            packed += chunk
        at += 12 + length
    rows = zlib.decompress(packed)
    return width, height, b"".join(rows[row * (width + 1) + 1 : (row + 1) * (width + 1)] for row in range(height))


def _chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
