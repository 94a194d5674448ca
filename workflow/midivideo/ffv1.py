"""Whether encoded FFV1 frames are whole.

FFmpeg's decoder only logs a slice whose checksum is wrong and fills it from the frame before,
whatever it is told, so the checksums are verified here.
"""

from __future__ import annotations

import zlib

#: Size (3 bytes), status (1) and CRC (4) at the end of each slice (RFC 9043, 4.8).
_FOOTER = 8

#: Every byte with its bits turned round: FFV1's CRC takes the high bit first, zlib's the low one.
_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))

#: zlib's notation of an internal state of 0, where FFV1's CRC starts and a whole slice ends.
_ZERO = 0xFFFFFFFF


def is_whole(packet: bytes) -> bool:
    """Whether every slice of a frame of version 3, encoded with ``slicecrc``, is as written."""
    end = len(packet)
    while end >= _FOOTER:
        begin = end - _FOOTER - int.from_bytes(packet[end - _FOOTER : end - _FOOTER + 3], "big")
        if begin < 0 or zlib.crc32(packet[begin:end].translate(_TURNED), _ZERO) != _ZERO:
            return False
        end = begin
    return end == 0 and bool(packet)
