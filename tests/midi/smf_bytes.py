"""Builds MIDI files byte by byte, and reads onsets back without the code under test."""

from __future__ import annotations

import struct
from fractions import Fraction

END = b"\x00\xff\x2f\x00"


def quantity(value: int) -> bytes:
    """A variable-length quantity."""
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(0x80 | value & 0x7F)
    return bytes(reversed(groups))


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack(">I", len(content)) + content


def smf(*tracks: bytes, division: int = 480, kind: int = 1) -> bytes:
    header = struct.pack(">HHH", kind, len(tracks), division & 0xFFFF)
    return chunk(b"MThd", header) + b"".join(chunk(b"MTrk", track) for track in tracks)


def name(text: str) -> bytes:
    encoded = text.encode()
    return b"\x00\xff\x03" + quantity(len(encoded)) + encoded


def tempo(delta: int, microseconds: int) -> bytes:
    return quantity(delta) + b"\xff\x51\x03" + microseconds.to_bytes(3, "big")


def meter(delta: int, numerator: int, power: int) -> bytes:
    return quantity(delta) + bytes((0xFF, 0x58, 4, numerator, power, 24, 8))


def hits(*ticks: int, channel: int = 10, pitch: int = 36, length: int = 10) -> bytes:
    """Notes at ascending ticks that do not overlap, and the end of the track."""
    out, now = b"", 0
    for tick in ticks:
        out += quantity(tick - now) + bytes((0x90 | channel - 1, pitch, 100))
        out += quantity(length) + bytes((0x80 | channel - 1, pitch, 0))
        now = tick + length
    return out + END


class Unreadable(Exception):
    """The plain reader meets something that it does not know."""


def raw_onsets(data: bytes) -> list[tuple[Fraction, int, int, int]]:
    """``(seconds, channel, pitch, velocity)`` of all note-ons, exact, in time order.

    Plain and slow, straight from the standard; data bytes above 127 count as 127. Text around
    the MIDI chunks is jumped over, and nothing else is mended.
    """
    data = data[data.find(b"MThd") :]
    if data[:4] != b"MThd":
        raise Unreadable("no header")
    division = struct.unpack_from(">h", data, 12)[0]
    position, notes, tempos = 14, [], []
    number = 0
    while (position := data.find(b"MTrk", position)) >= 0:
        length = struct.unpack_from(">I", data, position + 4)[0]
        end = min(position + 8 + length, len(data))
        number += 1
        _raw_track(data[position + 8 : end], number, notes, tempos)
        position = end
    notes.sort(key=lambda note: note[0])
    return list(_timed(notes, sorted(tempos, key=lambda item: item[:2]), division))


def _raw_track(data: bytes, number: int, notes: list, tempos: list) -> None:
    position = tick = status = 0

    def read_quantity() -> int:
        nonlocal position
        value = 0
        for _ in range(4):
            if position >= len(data):
                raise Unreadable("cut short")
            byte = data[position]
            position += 1
            value = value * 128 + byte % 128
            if byte < 128:
                return value
        raise Unreadable("long quantity")

    while position < len(data):
        tick += read_quantity()
        if position >= len(data):
            raise Unreadable("cut short")
        if data[position] >= 0x80:
            byte = data[position]
            position += 1
            if byte >= 0xF0:
                if byte == 0xFF:
                    kind = data[position]
                    position += 1
                    size = read_quantity()
                    if kind == 0x51 and size == 3:
                        value = int.from_bytes(data[position : position + 3], "big")
                        tempos.append((tick, number, value))
                    position += size
                    if kind == 0x2F:
                        return
                elif byte in (0xF0, 0xF7):
                    size = read_quantity()
                    position += size
                else:
                    position += {0xF1: 1, 0xF2: 2, 0xF3: 1}.get(byte, 0)
                continue
            status = byte
        if not status:
            raise Unreadable("no status")
        size = 1 if status // 16 in (0xC, 0xD) else 2
        values = [min(127, value) for value in data[position : position + size]]
        position += size
        if len(values) < size:
            raise Unreadable("cut short")
        if status // 16 == 9 and values[1]:
            notes.append((tick, status % 16 + 1, *values))


def _timed(notes: list, tempos: list, division: int):
    if division < 0:
        rate, subframes = divmod(division & 0xFFFF, 256)
        rate = 256 - rate
        frames = Fraction(30000, 1001) if rate == 29 else Fraction(rate)
        for tick, *rest in notes:
            yield Fraction(tick) / (frames * subframes), *rest
        return
    now, last, tempo_now = Fraction(0), 0, 500_000
    waiting = list(tempos)
    for tick, *rest in notes:
        while waiting and waiting[0][0] <= tick:
            at, _, value = waiting.pop(0)
            now += Fraction((at - last) * tempo_now, division * 1_000_000)
            last, tempo_now = at, value
        yield now + Fraction((tick - last) * tempo_now, division * 1_000_000), *rest
