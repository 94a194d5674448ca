from __future__ import annotations

from fractions import Fraction

import mido
import pretty_midi
import pytest

from midivideo.errors import UserError
from midivideo.midi import choose, parse, read_song
from midivideo.settings.load import validate
from tests.midi.smf_bytes import END, hits, meter, name, quantity, smf, tempo


def settings(**sections):
    return validate([("test", sections)])


@pytest.fixture
def file_of(tmp_path):
    def make(data: bytes):
        path = tmp_path / "song.mid"
        path.write_bytes(data)
        return path

    return make


def windows(path, **clip):
    own = settings(clip=clip)
    return [(c.window.start, c.window.frames, c.dropped) for c in choose(read_song(path), own)]


BEAT = 480
BAR = 4 * BEAT


def test_an_onset_falls_on_the_frame_that_it_is_in(file_of):
    # 500 ticks a second, so that frames of 1/24 s lie between ticks 20 and 21.
    path = file_of(smf(hits(0, 20, 21, 500, length=1), division=250))
    assert [note["frame"] for note in parse(path)["notes"]] == [0, 0, 1, 24]


def test_onsets_on_a_frames_edge_belong_to_that_frame_at_any_rate(file_of):
    path = file_of(smf(hits(*range(0, 480 * 20, 20))))
    for fps in (24, 25, 30, "30000/1001", 23.976):
        document = parse(path, settings(clip={"fps": fps}))
        rate = Fraction(str(fps))
        expected = [Fraction(note * 20, 960) * rate // 1 for note in range(480)]
        assert [note["frame"] for note in document["notes"]] == [
            frame for frame in expected if frame < document["frames"]
        ]


def test_the_document_tells_tempo_meter_key_beats_and_bars(file_of):
    track = (
        meter(0, 3, 2)
        + b"\x00\xff\x59\x02\xfd\x01"
        + tempo(0, 600_000)
        + tempo(3 * BEAT, 300_000)
        + meter(0, 6, 3)
        + END
    )
    document = parse(file_of(smf(track, hits(0, 8 * BEAT))), settings(clip={"seconds": 3}))
    assert document["tempo"] == [{"time_s": 0.0, "bpm": 100.0}, {"time_s": 1.8, "bpm": 200.0}]
    assert [(m["time_s"], m["numerator"], m["denominator"]) for m in document["meter"]] == [
        (0.0, 3, 4),
        (1.8, 6, 8),
    ]
    assert document["key"] == "Cm"
    assert [beat["time_s"] for beat in document["beats"]] == [0, 0.6, 1.2, 1.8, 2.25, 2.7]
    assert [bar["frame"] for bar in document["bars"]] == [0, 43, 64]


def test_a_note_is_named_by_every_instrument_whose_conditions_all_hold(file_of):
    path = file_of(smf(hits(0), name("Sub Bass") + b"\x00\xc1\x26" + hits(0, channel=2, pitch=36)))
    own = settings(
        instruments={
            "low": {"notes": [36], "drums": False},
            "sub": {"track": "*bass*"},
            "both": {"channels": [2], "programs": [38]},
            "neither": {"channels": [2], "programs": [1]},
            "kick": None,
            "thump": {"notes": [36]},
        }
    )
    named = {note["drum"]: note["instruments"] for note in parse(path, own)["notes"]}
    assert named == {True: ["thump"], False: ["bass", "melody", "low", "sub", "both"]}


def test_first_begins_on_the_bar_of_the_first_note_when_the_start_is_silent(file_of):
    assert windows(file_of(smf(hits(7 * BEAT)))) == [(0, 384, "")]
    assert windows(file_of(smf(hits(45 * BEAT)))) == [(22, 384, "")]


def test_best_takes_the_steady_full_pattern(file_of):
    sparse = [bar * BAR for bar in range(8)]
    full = list(range(8 * BAR, 16 * BAR, BEAT // 2))
    found = windows(file_of(smf(hits(*sparse, *full, 16 * BAR))), select="best")
    assert found == [(16, 384, "")]


def test_best_prefers_the_steadier_of_two_equally_full_patterns(file_of):
    eighths = range(0, BAR, BEAT // 2)
    restless = [bar * BAR + tick for bar in range(0, 8, 2) for tick in eighths]
    snares = [bar * BAR + tick for bar in range(1, 8, 2) for tick in eighths]
    steady = [bar * BAR + tick for bar in range(8, 16) for tick in eighths]
    path = file_of(smf(hits(*restless, *steady), hits(*snares, pitch=38)))
    assert windows(path, select="best") == [(16, 384, "")]


def test_a_window_listed_in_microseconds_begins_on_its_bar_line(file_of):
    # A bar of 7/8 lasts 1750003.5 microseconds here.
    path = file_of(smf(tempo(0, 500_001) + meter(0, 7, 3) + END, hits(35 * BEAT, 42 * BEAT)))
    ((start, frames, _),) = windows(path)
    assert start == Fraction(17_500_035, 1_000_000)
    path = file_of(smf(tempo(0, 500_001) + meter(0, 7, 3) + END, hits(77 * BEAT // 2, 42 * BEAT)))
    ((start, frames, _),) = windows(path)
    assert start == Fraction(19_250_038, 1_000_000)
    document = parse(path, start=start, frames=frames)
    assert document["notes"][0]["time_s"] == document["bars"][0]["time_s"] == 0.0


def test_a_repeated_meter_after_an_upbeat_begins_a_bar(file_of):
    track = meter(0, 4, 2) + meter(BEAT, 4, 2) + END
    document = parse(file_of(smf(track, hits(0))), settings(clip={"seconds": 5}))
    assert [bar["time_s"] for bar in document["bars"]] == [0.0, 0.5, 2.5, 4.5]


def test_all_gives_consecutive_windows_to_the_end_of_the_music(file_of):
    path = file_of(smf(hits(0, 70 * BEAT)[:-4] + quantity(900 * BEAT) + END[1:]))
    assert windows(path, select="all", seconds=16) == [(0, 384, ""), (16, 384, ""), (32, 384, "")]


def test_a_short_window_is_padded_trimmed_or_dropped(file_of):
    path = file_of(smf(hits(0, 6 * BEAT, length=BEAT)))
    assert windows(path)[0][1] == 384
    assert windows(path, short="trim")[0][1] == 84
    (dropped,) = windows(path, short="drop")
    assert dropped[2].startswith("only 3.50 s of music")


def test_a_loop_whose_last_hit_ends_before_the_loop_is_not_short(file_of):
    path = file_of(smf(hits(*range(0, 32 * BEAT, BEAT // 2))))
    assert windows(path, short="drop") == [(0, 384, "")]


def test_full_is_all_the_music_and_no_silence(file_of):
    path = file_of(smf(hits(0, 60 * BEAT, length=BEAT)))
    assert windows(path, seconds="full") == [(0, 732, "")]


def test_a_refused_file_is_named_in_the_error(file_of):
    with pytest.raises(UserError, match=r"song\.mid: .* not a single note"):
        parse(file_of(smf(END)))


def test_parsing_twice_gives_the_same_bytes(root, tmp_path):
    outs = []
    for number in (1, 2):
        out = tmp_path / f"{number}.mid"
        document = parse(root / "resources/midi/song.mid", start="3.5", midi_out=out)
        outs.append((document, out.read_bytes()))
    assert outs[0] == outs[1]


# --- the window as a MIDI file -------------------------------------------------------------------


@pytest.fixture
def cut(file_of, tmp_path):
    def make(data: bytes, **options):
        out = tmp_path / "window.mid"
        parse(file_of(data), midi_out=out, **options)
        return mido.MidiFile(out)

    return make


def messages(file, kind):
    found = []
    for track in file.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == kind:
                found.append((tick, message))
    return found


def test_a_window_carries_the_state_of_its_channels_and_the_notes_over_the_cut(cut):
    track = (
        name("Lead")
        + b"\x00\xb1\x07\x50\x00\xc1\x14\x00\xb1\x65\x00\x00\xb1\x64\x00\x00\xb1\x06\x0c"
        b"\x00\xe1\x00\x50" + b"\x00\x91\x40\x60" + quantity(6 * BEAT) + b"\x81\x40\x00" + END
    )
    file = cut(smf(track), start=1, frames=240)
    controls = [(m.control, m.value) for tick, m in messages(file, "control_change") if tick == 0]
    assert controls == [(7, 0x50), (101, 0), (100, 0), (6, 12), (101, 0), (100, 0)]
    assert [(tick, m.program) for tick, m in messages(file, "program_change")] == [(0, 20)]
    assert [(tick, m.pitch) for tick, m in messages(file, "pitchwheel")] == [(0, 2048)]
    assert [(tick, m.note, m.velocity) for tick, m in messages(file, "note_on")] == [(0, 64, 96)]
    assert messages(file, "note_off")[0][0] == 4 * BEAT


def test_drums_over_the_cut_are_not_struck_again(cut):
    assert messages(cut(smf(hits(0, 4 * BEAT, length=BEAT)), start="0.25"), "note_on")[0][0] > 0


def test_the_drum_channel_of_a_window_holds_the_drums_and_nothing_else(cut):
    own = settings(clip={"drums": [3]})
    file = cut(smf(hits(0, channel=3), hits(0, channel=10, pitch=60)), settings=own)
    assert {(m.note, m.channel) for _, m in messages(file, "note_on")} == {(36, 9), (60, 0)}


def test_a_window_that_begins_between_two_ticks_keeps_every_onset(file_of, tmp_path):
    path = file_of(smf(hits(*range(0, 100, 7), length=3), division=5))
    out = tmp_path / "window.mid"
    document = parse(path, start="1.234567", frames=120, midi_out=out)
    library = pretty_midi.PrettyMIDI(str(out))
    (part,) = library.instruments
    assert [note.start for note in part.notes] == pytest.approx(
        [note["time_s"] for note in document["notes"]], abs=2e-7
    )


def test_a_window_is_as_long_as_its_frames(cut):
    file = cut(smf(hits(0, 2 * BEAT)), start=0, frames=96)
    assert file.length == pytest.approx(4.0)
