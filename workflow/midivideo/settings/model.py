"""The sections of ``config.yaml``. Defaults live here; ``config.yaml`` explains them."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from midivideo.settings.fields import Edge, FrameRate, NotNegative, Positive, Section, Texts

MidiNote = Annotated[int, Field(ge=0, le=127)]
Channel = Annotated[int, Field(ge=1, le=16)]
Program = Annotated[int, Field(ge=0, le=127)]


class Clip(Section):
    """Which part of a MIDI file becomes a clip."""

    seconds: Annotated[float, Field(gt=0, le=86_400)] | Literal["full"] = Field(
        16.0, description="length of a clip, or full"
    )
    fps: FrameRate = Field(24, description="frames per second")
    select: Literal["first", "best", "all"] = Field("first", description="which window of a file")
    short: Literal["pad", "trim", "drop"] = Field(
        "pad", description="a window with less music than clip.seconds"
    )
    drums: Literal["auto", "none"] | tuple[Channel, ...] = Field(
        "auto", description="where the drums are: found by itself, nowhere, or on these channels"
    )
    max_minutes: float = Field(60.0, gt=0, le=1440, description="longer files are refused")


class Curate(Section):
    """Which clips are worth rendering; the others are dropped, with the reason in the catalog."""

    min_hits: int = Field(1, ge=0, description="fewest hits of named instruments in the window")
    min_instruments: int = Field(1, ge=0, description="fewest different named instruments")
    require: Texts = Field((), description="instruments that must be heard")


class Instrument(Section):
    """Which notes are this instrument; every condition that is given must hold."""

    notes: tuple[MidiNote, ...] | None = Field(None, description="MIDI note numbers")
    channels: tuple[Channel, ...] | None = Field(None, description="MIDI channels, 1 to 16")
    programs: tuple[Program, ...] | None = Field(None, description="General MIDI programs, 0-127")
    track: str | None = Field(None, description="glob on the track's name, any case")
    drums: bool | None = Field(
        None, description="only drum notes, or only pitched ones; with notes alone: drums"
    )

    @model_validator(mode="after")
    def _has_a_condition(self) -> Instrument:
        if not any((self.notes, self.channels, self.programs, self.track, self.drums is not None)):
            raise ValueError("at least one of notes, channels, programs, track, drums")
        return self


#: The five voices of the original with their General MIDI aliases, and what else is played.
DEFAULT_INSTRUMENTS: dict[str, Instrument | None] = {
    "kick": Instrument(notes=(35, 36)),
    "snare": Instrument(notes=(37, 38, 39, 40)),
    "closed_hat": Instrument(notes=(42,)),
    "pedal_hat": Instrument(notes=(44,)),
    "open_hat": Instrument(notes=(46,)),
    "tom": Instrument(notes=(41, 43, 45, 47, 48, 50)),
    "cymbal": Instrument(notes=(49, 51, 52, 53, 55, 57, 59)),
    "percussion": Instrument(notes=(*range(27, 35), 54, 56, 58, *range(60, 88))),
    "bass": Instrument(programs=tuple(range(32, 40)), drums=False),
    "melody": Instrument(drums=False),
}


class Prompts(Section):
    """What the pictures show."""

    bank: str = Field("resources/prompts", description="folder with one file of prompts a theme")
    theme: Texts = Field((), description="themes to draw from; none given: all of the bank")
    text: str | None = Field(None, description="one prompt for every clip, instead of the bank")
    negative: str | None = Field(None, description="negative prompt, instead of the bank's")
    change_bars: int = Field(0, ge=0, description="a new prompt every so many bars; 0: never")
    crossfade_beats: float = Field(
        2.0, ge=0, le=1_000_000, description="length of the fade between two prompts"
    )


#: What ``render.sampler`` may be; the samplers' own list, without loading them.
Sampler = Literal[
    "euler_a",
    "euler",
    "euler_karras",
    "heun",
    "dpmpp_2m",
    "dpmpp_2m_karras",
    "dpmpp_2m_sde",
    "dpmpp_2m_sde_karras",
    "unipc",
    "ddim",
    "euler_trailing",
    "lcm",
    "tcd",
    "model",
]


class Lora(Section):
    """Low-rank changes to a model's weights."""

    path: str = Field(description="a .safetensors file")
    weight: float = Field(1.0, description="how much of the change; 1 is all of it")


#: The fields that ``render.schedules`` may fill; the manifests' own list, without loading it.
Schedule = Literal[
    "translation_z",
    "translation_x",
    "translation_y",
    "rotation_3d_x",
    "rotation_3d_y",
    "rotation_3d_z",
    "angle",
    "zoom",
    "strength",
    "noise",
    "noise_multiplier",
    "scale",
    "contrast",
    "fov",
    "aspect_ratio",
    "transform_center_x",
    "transform_center_y",
    "antiblur_kernel",
    "antiblur_sigma",
    "antiblur_amount",
    "antiblur_threshold",
    "steps_schedule",
    "clipskip",
    "seed",
    "subseed",
    "subseed_strength",
]


#: The small model that ships with the project.
EMBEDDED_MODEL = "resources/models/embedded"


class Render(Section):
    """How frames are made from a manifest."""

    painter: Literal["preview", "diffusion"] = Field("preview", description="what paints")
    model: str = Field(
        EMBEDDED_MODEL,
        description="a diffusers folder, a .safetensors file, or the id of a fetched model",
    )
    model_revision: str | None = Field(None, description="which version of a Hub id")
    # pydantic keeps the name model_config for itself.
    config_of_model: str | None = Field(
        None, alias="model_config", description="configs and tokenizer for a single .safetensors"
    )
    vae: str | None = Field(None, description="another autoencoder: a folder, or a fetched id")
    loras: tuple[Lora, ...] = Field((), description="changes to the weights, added together")
    depth: str = Field(
        "auto", description="auto, none, dpt, depth-anything, a transformers folder or fetched id"
    )
    sampler: Sampler = Field("euler_a", description="how noise becomes a picture")
    steps: int = Field(15, ge=1, le=1000, description="sampler steps from noise to a picture")
    clip_skip: int = Field(1, ge=1, le=12, description="1: the text encoder's last layer")
    precision: Literal["auto", "float32", "bfloat16", "float16"] = Field(
        "auto", description="of the networks; auto: float32 on a CPU, float16 on a GPU"
    )
    attention: Literal["auto", "sdpa", "plain"] = Field("auto", description="auto: sdpa")
    channels_last: bool | Literal["auto"] = Field("auto", description="auto: on a GPU")
    compile: Literal["auto", "none", "inductor", "cuda-graphs"] = Field(
        "auto", description="auto: inductor on a GPU; cuda-graphs: inductor and recorded calls"
    )
    width: Edge = Field(256, description="pixels, a multiple of 8")
    height: Edge = Field(256, description="pixels, a multiple of 8")
    animation: Literal["3d", "2d"] = Field("3d", description="camera in space, or flat")
    border: Literal["replicate", "wrap"] = Field("replicate", description="2d: beyond the edge")
    color_coherence: Literal["lab", "hsv", "rgb", "none"] = Field(
        "lab", description="colour space in which frames keep the reference's colours"
    )
    color_reference: Literal["prompt", "first"] = Field(
        "prompt", description="renew the colour reference when the prompt changes, or never"
    )
    noise_type: Literal["perlin", "uniform"] = Field("perlin", description="noise before painting")
    perlin_octaves: int = Field(4, ge=1, le=8)
    perlin_persistence: float = Field(0.5, ge=0, le=1)
    deforum_settings: str | None = Field(
        None, description="a Deforum settings file, whose settings are the defaults of this section"
    )
    schedules: dict[Schedule, str] = Field(
        {}, description="Deforum schedules for fields that a manifest leaves out"
    )
    device: str = Field("auto", pattern=r"^(auto|cpu|cuda(:\d+)?)$")
    threads: Annotated[int, Field(ge=1, le=1024)] | Literal["auto"] = Field(
        "auto", description="CPU threads a job; auto: 1"
    )
    batch_size: Annotated[int, Field(ge=1)] | Literal["auto"] = Field(
        "auto", description="clips a job; auto: 1 without a GPU, 64 with one"
    )
    network_batch: Annotated[int, Field(ge=1)] | Literal["auto"] = Field(
        "auto", description="pictures a network call; auto: 1 on a CPU, what fits on a GPU"
    )
    keep_frames: bool = Field(True, description="keep lossless frames after encoding")

    def of_the_frames(self) -> Render:
        """The same less what frames do not depend on, so that changing it renders nothing anew.

        That is how clips are grouped, what is kept, and what only another painter reads.
        """
        unused = {"batch_size", "keep_frames"}
        if self.painter == "preview":
            unused.update(_OF_DIFFUSION)
        return self.model_copy(update={name: getattr(_RENDER, name) for name in unused})


_RENDER = Render()
_OF_DIFFUSION = (
    *("model", "model_revision", "config_of_model", "vae", "loras", "sampler", "steps"),
    *("clip_skip", "precision", "attention", "channels_last", "compile"),
)


class Video(Section):
    """The finished file."""

    crf: int = Field(17, ge=0, le=51, description="x264 quality, lower is better")
    preset: Literal[
        "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower"
    ] = Field("veryfast", description="x264 speed against size")


class Audio(Section):
    """The sound of the finished file."""

    source: Literal["auto", "synth", "file", "none"] = Field(
        "auto", description="auto: your own audio where there is some, else synthesised"
    )
    soundfont: str | None = Field(None, description="an .sf2 file; none: the one in pretty_midi")
    files: str | None = Field(
        None, description="folder of audio files, or a table (.csv, .tsv) with midi and audio"
    )
    offset_ms: float = Field(0.0, description="the music starts so late in the audio files")
    bitrate_kbps: int = Field(192, ge=32, le=512)
    mp3: bool = Field(False, description="write the sound as .mp3 beside the video, too")


class Splits(Section):
    """The shares of the dataset's splits; they count in proportion to each other."""

    train: NotNegative = Field(0.9, description="share of files for training")
    validation: NotNegative = Field(0.05, description="share for choosing between models")
    test: NotNegative = Field(0.05, description="share that is kept for the end")

    @model_validator(mode="after")
    def _has_a_share(self) -> Splits:
        if not self.train + self.validation + self.test > 0:
            raise ValueError("shares of which at least one is above 0")
        return self


class Sync(Section):
    """Whether a finished video is in sync, measured from its pixels."""

    instruments: Texts = Field(("kick", "snare"), description="whose hits have to be seen")
    min_hits: int = Field(16, ge=1, description="with fewer hits an instrument decides nothing")
    min_z: float = Field(5.0, description="least score above chance, in standard deviations")
    max_lag_frames: NotNegative = Field(1.0, description="greatest median lag, in frames")
    surrogates: int = Field(400, ge=200, description="random patterns that chance is told by")


class Dataset(Section):
    """How finished clips are packed for others."""

    layout: Literal["webdataset", "videofolder", "v2midi"] = Field(
        "webdataset", description="shards, a folder for small sets, or the original's folders"
    )
    shard_mb: Positive = Field(1000.0, description="size that shards have on average, 10**6 bytes")
    splits: Splits = Splits()
    out_of_sync: Literal["keep", "drop"] = Field(
        "keep", description="what becomes of clips that the sync gate marks"
    )
    name: str = Field(
        "midivideo-clips",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        description="short name, for file names and citations",
    )
    title: str = Field("MIDI and video in sync", min_length=1, description="the card's title")
    description: str | None = Field(None, description="a paragraph of your own for the card")
    version: str = Field("1.0.0", pattern=r"^\d+\.\d+\.\d+$", description="of the dataset")
    date: datetime.date | None = Field(None, description="when this version is published")
    authors: Texts = Field((), description="who is to be cited")
    homepage: str | None = Field(None, description="address of the project or paper")
    licence: str = Field(
        "unknown",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9.+-]*$",
        description="of the dataset as a whole: an identifier such as cc-by-4.0",
    )
    licences: str | None = Field(
        None,
        description="a table (.csv, .tsv) with glob, licence and attribution of the MIDI files",
    )


class Settings(Section):
    """All of ``config.yaml``."""

    midi: Texts = Field(("resources/midi",), description="folders, files or globs")
    results: str = Field(
        "results",
        min_length=1,
        pattern=r"^[^{}*?\[\]]+$",
        description="folder for everything that is made",
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="the seed of everything random")
    clip: Clip = Clip()
    curate: Curate = Curate()
    instruments: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Instrument | None] = (
        Field(DEFAULT_INSTRUMENTS, description="names for groups of notes")
    )
    mapping: str = Field("house", description="a preset, or a mapping file")
    parseq_documents: str | None = Field(
        None, description="folder of Parseq documents named like clips, in place of ours"
    )
    prompts: Prompts = Prompts()
    render: Render = Render()
    video: Video = Video()
    audio: Audio = Audio()
    sync: Sync = Sync()
    dataset: Dataset = Dataset()

    @field_validator("instruments", mode="after")
    @classmethod
    def _over_the_defaults(cls, own: dict[str, Instrument | None]) -> dict[str, Instrument | None]:
        """The user's instruments add to the built-in ones; ``kick: null`` takes one away."""
        merged = {**DEFAULT_INSTRUMENTS, **own}
        return {name: instrument for name, instrument in merged.items() if instrument is not None}
