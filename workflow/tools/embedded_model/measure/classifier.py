"""A small classifier of motif and palette, trained on drawn pictures that no model has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from midivideo.files import locked, sha256_of, written_beside
from midivideo.progress import progress
from tools.embedded_model import pictures
from tools.embedded_model.measure.threads import one_thread

#: Edge of the pictures that the classifier sees, in pixels.
EDGE = 64
#: Seeds of its training pictures: of the training range, far from where a corpus begins.
_FIRST_SEED = 500_000
_BATCH = 32


@dataclass(frozen=True)
class Training:
    """How the classifier is trained.

    Attributes:
        pictures: how many are drawn.
        epochs: how often each is seen.
        drawn_at: edge in pixels at which they are drawn; they are seen at ``EDGE``.
    """

    pictures: int = 10_000
    epochs: int = 5
    drawn_at: int = 128


class Classifier(nn.Module):
    """Two branches: the motif is told by light and shade alone, the palette by colours alone."""

    def __init__(self) -> None:
        """Random weights."""
        super().__init__()
        self.forms = nn.Sequential(
            _layer(1, 40, 5, 2),
            nn.MaxPool2d(2),
            _Residual(40),
            _layer(40, 80, 3, 2),
            _Residual(80),
            _layer(80, 160, 3, 2),
            _Residual(160),
        )
        self.colours = nn.Sequential(nn.AvgPool2d(2), _layer(3, 64, 1, 1), _layer(64, 96, 1, 1))
        self.motif = nn.Linear(160, len(pictures.MOTIFS))
        self.palette = nn.Linear(96, len(pictures.PALETTES))

    def features(self, images: torch.Tensor) -> torch.Tensor:
        """Features (n, 256) of pictures (n, 3, EDGE, EDGE) in -1 to 1: of forms, then colours."""
        grey = images.mean(dim=1, keepdim=True)
        spread = grey.std(dim=(2, 3), keepdim=True) + 0.03
        forms = self.forms((grey - grey.mean(dim=(2, 3), keepdim=True)) / spread)
        return torch.cat([forms.mean(dim=(2, 3)), self.colours(images).mean(dim=(2, 3))], 1)

    def scores(self, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of motifs and of palettes."""
        return self.motif(features[:, :160]), self.palette(features[:, 160:])

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of the pictures' motifs and palettes."""
        return self.scores(self.features(images))


class _Residual(nn.Module):
    """Two convolutions that begin as nothing, so that the network trains as a shallow one first."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _layer(channels, channels, 3, 1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.relu(x + self.norm(self.second(self.first(x))))


@dataclass(frozen=True)
class Seen:
    """What the classifier sees in pictures.

    Attributes:
        features: (n, 256) float64.
        motifs, palettes: the likeliest names.
    """

    features: np.ndarray
    motifs: tuple[str, ...]
    palettes: tuple[str, ...]


def as_seen(image: np.ndarray) -> np.ndarray:
    """A picture (height, width, 3) at the classifier's size, uint8."""
    return cv2.resize(image, (EDGE, EDGE), interpolation=cv2.INTER_AREA)


@torch.no_grad()
def look(classifier: Classifier, images: Sequence[np.ndarray]) -> Seen:
    """What the classifier sees in pictures (EDGE, EDGE, 3) uint8."""
    features = [
        classifier.features(_as_input(torch.from_numpy(np.stack(images[at : at + 256]))))
        for at in range(0, len(images), 256)
    ]
    found = torch.cat(features)
    motifs, palettes = (scores.argmax(1) for scores in classifier.scores(found))
    return Seen(
        found.double().numpy(),
        tuple(pictures.MOTIFS[index] for index in motifs),
        tuple(pictures.PALETTES[index] for index in palettes),
    )


def trained_classifier(cache: Path, training: Training) -> Classifier:
    """The classifier, from ``cache`` where it has been trained before."""
    from safetensors.torch import load_file, save_file

    file = cache / f"classifier-{_key(training)}.safetensors"
    classifier = Classifier()
    cache.mkdir(parents=True, exist_ok=True)
    with locked(file.with_suffix(".lock")), one_thread():
        if not file.is_file():
            _train(classifier, training)
            with written_beside(file) as temporary:
                save_file(classifier.state_dict(), temporary)
        classifier.load_state_dict(load_file(file))
    return classifier.eval()


def _key(training: Training) -> str:
    """Changes with whatever changes the weights: pictures, network, training."""
    source = Path(pictures.__file__).parent
    files = [*sorted(source.rglob("*.py")), Path(__file__)]
    return sha256_of([asdict(training), *(file.read_text(encoding="utf-8") for file in files)])[:12]


def _train(classifier: Classifier, training: Training) -> None:
    images, motifs, palettes = _drawn(training)
    torch.manual_seed(0)
    for module in classifier.modules():
        if isinstance(module, nn.Conv2d | nn.Linear | nn.BatchNorm2d):
            module.reset_parameters()
    for module in classifier.modules():
        if isinstance(module, _Residual):
            nn.init.zeros_(module.norm.weight)
    draws = torch.Generator().manual_seed(0)
    steps = training.epochs * (len(images) // _BATCH)
    optimizer = torch.optim.AdamW(classifier.parameters(), lr=1e-3, weight_decay=0.02)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=steps)
    classifier.train()
    with progress("classifier", steps, unit="steps") as advance:
        for _ in range(training.epochs):
            order = torch.randperm(len(images), generator=draws)
            for chosen in order[: len(images) // _BATCH * _BATCH].split(_BATCH):
                motif, palette = classifier(_varied(_as_input(images[chosen]), draws))
                loss = _wrong(motif, motifs[chosen]) + _wrong(palette, palettes[chosen])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                rate.step()
                advance(1)


def _drawn(training: Training) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pictures (n, EDGE, EDGE, 3) uint8, and the numbers of their motifs and palettes."""
    images = np.empty((training.pictures, EDGE, EDGE, 3), np.uint8)
    truths = np.empty((2, training.pictures), np.int64)
    with progress("classifier's pictures", training.pictures, unit="pictures") as advance:
        for number in range(training.pictures):
            picture = pictures.draw(_FIRST_SEED + number, training.drawn_at)
            images[number] = as_seen(picture.image)
            truths[0, number] = pictures.MOTIFS.index(picture.motif)
            truths[1, number] = pictures.PALETTES.index(picture.palette)
            advance(1)
    motifs, palettes = torch.from_numpy(truths)
    return torch.from_numpy(images), motifs, palettes


def _wrong(scores: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    return functional.cross_entropy(scores, truth, label_smoothing=0.05)


def _layer(before: int, after: int, kernel: int, stride: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    )


def _as_input(images: torch.Tensor) -> torch.Tensor:
    """Pictures (n, h, w, 3) uint8 as (n, 3, h, w) in -1 to 1."""
    return images.permute(0, 3, 1, 2).float() / 127.5 - 1


def _varied(images: torch.Tensor, draws: torch.Generator) -> torch.Tensor:
    """Half of the pictures mirrored, all a little blurred and noisy, as painted ones may be."""
    flipped = torch.rand((len(images), 1, 1, 1), generator=draws) < 0.5
    images = torch.where(flipped, images.flip(3), images)
    amount = torch.rand((len(images), 1, 1, 1), generator=draws) * 0.8
    blurred = functional.avg_pool2d(images, 3, 1, 1, count_include_pad=False)
    images = images + amount * (blurred - images)
    return images + 0.03 * torch.randn(images.shape, generator=draws)
