"""What is trained, and for how long."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class AutoencoderRecipe:
    """A small autoencoder of factor 8 and how it is trained.

    Attributes:
        latents: channels of the latents. Stable Diffusion's four are too few for so small a
            network to keep pictures sharp.
        encoder_channels, decoder_channels: the same at every resolution.
        encoder_blocks: residual blocks at 1, 1/2, 1/4 and 1/8 of the picture's size.
        decoder_blocks: the same from 1/8 to 1.
        crop: edge of the training crops in pixels.
        batch, steps, rate: crops a step, steps, and the highest learning rate.
    """

    latents: int
    encoder_channels: int
    decoder_channels: int
    encoder_blocks: tuple[int, int, int, int]
    decoder_blocks: tuple[int, int, int, int]
    crop: int
    batch: int
    steps: int
    rate: float


@dataclass(frozen=True)
class DecoderRecipe:
    """How the autoencoder's decoder is trained on, alone.

    Attributes:
        crop, batch, steps, rate: as of the autoencoder.
        rounds: how often, at most, latents have gone round before they are decoded.
        late, late_rounds: the step from which that becomes more, and how much.
    """

    crop: int
    batch: int
    steps: int
    rate: float
    rounds: int
    late: int
    late_rounds: int


@dataclass(frozen=True)
class DenoiserRecipe:
    """Text encoder and UNet, and how they are trained together.

    Attributes:
        channels: of the UNet's levels; all but the first attend to the text.
        groups: of its group norms; they divide every number of channels.
        layers: residual blocks a level.
        heads: attention heads at each level.
        text_width, text_layers, text_heads: of the text encoder.
        text_batch, text_steps: captions a step, and steps, of the text encoder's own training.
        batch, steps, rate: pictures a step, steps, and the highest learning rate.
        average: how slowly the exported mean of the weights follows them.
        cooling: share of the steps over which the rate falls at the end.
    """

    channels: tuple[int, ...]
    groups: int
    layers: int
    heads: tuple[int, ...]
    text_width: int
    text_layers: int
    text_heads: int
    text_batch: int
    text_steps: int
    batch: int
    steps: int
    rate: float
    average: float
    cooling: float


@dataclass(frozen=True)
class Recipe:
    """All that decides the weights.

    Attributes:
        pictures: how many are drawn; picture n has the seed n.
        size: edge of the pictures in pixels.
        seed: of weights, crops, captions and noise.
    """

    pictures: int
    size: int
    seed: int
    autoencoder: AutoencoderRecipe
    decoder: DecoderRecipe
    denoiser: DenoiserRecipe

    def of_pictures(self) -> dict[str, Any]:
        """What the drawn pictures depend on."""
        return {"pictures": self.pictures, "size": self.size}

    def of_autoencoder(self) -> dict[str, Any]:
        """What the autoencoder's training depends on, less the number of its steps."""
        own = {**asdict(self.autoencoder), "steps": None}
        return {**self.of_pictures(), "seed": self.seed, **own}

    def of_decoder(self) -> dict[str, Any]:
        """What the decoder's training depends on, less the number of its steps."""
        before = {**self.of_autoencoder(), "steps": self.autoencoder.steps}
        return {"autoencoder": before, **asdict(self.decoder), "steps": None}

    def of_denoiser(self) -> dict[str, Any]:
        """What the denoiser's training depends on, less where it ends."""
        own = {**asdict(self.denoiser), "steps": None, "cooling": None}
        before = {**self.of_autoencoder(), "steps": self.autoencoder.steps}
        return {"autoencoder": before, **own}


#: For two cores of a CPU: a model of 28 MB.
SMALL = Recipe(
    pictures=20_000,
    size=256,
    seed=1,
    autoencoder=AutoencoderRecipe(
        latents=8,
        encoder_channels=48,
        decoder_channels=48,
        encoder_blocks=(0, 1, 2, 3),
        decoder_blocks=(3, 3, 2, 1),
        crop=128,
        batch=8,
        steps=4000,
        rate=1.5e-3,
    ),
    decoder=DecoderRecipe(
        crop=128, batch=8, steps=4000, rate=8e-4, rounds=2, late=3000, late_rounds=8
    ),
    denoiser=DenoiserRecipe(
        channels=(96, 128, 176),
        groups=16,
        layers=1,
        heads=(2, 4, 4),
        text_width=192,
        text_layers=2,
        text_heads=6,
        text_batch=64,
        text_steps=1500,
        batch=16,
        steps=5000,
        rate=4e-4,
        average=0.999,
        cooling=0.25,
    ),
)

#: For one large GPU.
LARGE = Recipe(
    pictures=300_000,
    size=256,
    seed=1,
    autoencoder=replace(
        SMALL.autoencoder,
        encoder_channels=64,
        encoder_blocks=(1, 3, 3, 3),
        decoder_blocks=(3, 3, 3, 1),
        batch=64,
        steps=60_000,
        rate=5e-4,
    ),
    decoder=DecoderRecipe(
        crop=128, batch=64, steps=30_000, rate=3e-4, rounds=2, late=20_000, late_rounds=8
    ),
    denoiser=replace(
        SMALL.denoiser,
        channels=(192, 384, 576),
        layers=2,
        heads=(3, 6, 9),
        text_width=384,
        text_layers=6,
        text_batch=256,
        text_steps=5000,
        batch=256,
        steps=150_000,
        rate=2e-4,
        average=0.9999,
        cooling=0.2,
    ),
)

#: Seconds on a laptop: to try the tool, and to test it.
TINY = Recipe(
    pictures=12,
    size=64,
    seed=1,
    autoencoder=AutoencoderRecipe(4, 8, 8, (0, 0, 0, 1), (1, 0, 0, 0), 64, 4, 12, 1e-3),
    decoder=DecoderRecipe(64, 4, 6, 1e-3, 1, 3, 2),
    denoiser=DenoiserRecipe((16, 32), 8, 1, (1, 2), 32, 1, 2, 4, 6, 4, 12, 1e-3, 0.9, 0.4),
)

PRESETS = {"small": SMALL, "large": LARGE, "tiny": TINY}
