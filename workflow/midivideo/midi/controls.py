"""The state of a MIDI channel: what a synthesiser knows after all events up to a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import mido

_RESET_ALL = 121
#: Data entry MSB and LSB, which set the parameter that the next four have selected.
_DATA_ENTRY = (6, 38)
_NRPN_LSB, _NRPN_MSB, _RPN_LSB, _RPN_MSB = 98, 99, 100, 101
#: Steps of data entry: relative, so they can't be summed up; seldom met, and left out.
_DATA_STEPS = (96, 97)
#: Controllers that "reset all controllers" leaves alone (MIDI RP-015): bank, volume, pan and
#: the sound and effect controllers 70 to 79 and 91 to 95.
_KEPT_AT_RESET = {0, 7, 10, 32, 39, 42, *range(70, 80), *range(91, 96)}


class ChannelState:
    """Controllers, registered parameters (bend range, tuning), pressure and pitch bend."""

    def __init__(self) -> None:
        """Begin as a synthesiser does: nothing set, no parameter selected."""
        self._controllers: dict[int, int] = {}
        self._selected: dict[int, int] = {}
        self._parameters: dict[tuple[tuple[int, int], ...], dict[int, int]] = {}
        self._pressure: int | None = None
        self._bend: tuple[int, int] | None = None

    def take(self, status: int, first: int, second: int) -> None:
        """Follow one channel message (its status byte and data bytes)."""
        kind = status & 0xF0
        if kind == 0xB0:
            self._control(first, second)
        elif kind == 0xD0:
            self._pressure = first
        elif kind == 0xE0:
            self._bend = (first, second)

    def _control(self, number: int, value: int) -> None:
        if number == _RESET_ALL:
            self._reset()
        elif number in (_RPN_MSB, _RPN_LSB):
            kept = {key: own for key, own in self._selected.items() if key in (_RPN_MSB, _RPN_LSB)}
            self._selected = {**kept, number: value}
        elif number in (_NRPN_MSB, _NRPN_LSB):
            kept = {
                key: own for key, own in self._selected.items() if key in (_NRPN_MSB, _NRPN_LSB)
            }
            self._selected = {**kept, number: value}
        elif number in _DATA_ENTRY:
            if len(self._selected) == 2 and set(self._selected.values()) != {127}:
                selection = tuple(sorted(self._selected.items(), reverse=True))
                self._parameters.setdefault(selection, {})[number] = value
        elif number not in _DATA_STEPS and number < 120:
            self._controllers[number] = value

    def _reset(self) -> None:
        self._controllers = {
            number: value for number, value in self._controllers.items() if number in _KEPT_AT_RESET
        }
        self._selected = {}
        self._pressure = self._bend = None

    def messages(self, channel: int) -> list[mido.Message]:
        """The messages that bring ``channel`` (0 to 15) into this state."""
        import mido

        pairs = sorted(self._controllers.items())
        for selection, data in self._parameters.items():
            pairs += [*selection, *sorted(data.items())]
        if self._parameters:
            pairs += sorted(self._selected.items(), reverse=True) or [
                (_RPN_MSB, 127),
                (_RPN_LSB, 127),
            ]
        messages = [
            mido.Message("control_change", channel=channel, control=number, value=value)
            for number, value in pairs
        ]
        if self._pressure is not None:
            messages.append(mido.Message("aftertouch", channel=channel, value=self._pressure))
        if self._bend is not None:
            bytes_ = [0xE0 | channel, *self._bend]
            messages.append(mido.Message.from_bytes(bytes_))
        return messages
