"""A training loop that can be killed at any moment and goes on to the same weights."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from midivideo.errors import UserError
from midivideo.files import sha256_of, written_beside
from midivideo.progress import Pace
from midivideo.seeding import generator

WARMING = 100
LINE_SECONDS = 20.0
SAVED_SECONDS = 120.0


@dataclass
class Run:
    """The state of one training.

    Attributes:
        name: of its checkpoint and lines.
        trained: modules with gradients.
        averaged: copies that follow ``trained``, exported in the end; empty for none.
        losses: one a step, from the first.
    """

    name: str
    trained: Mapping[str, nn.Module]
    averaged: Mapping[str, nn.Module]
    optimizer: torch.optim.Optimizer
    losses: list[float] = field(default_factory=list)

    @property
    def step(self) -> int:
        """How many steps are done."""
        return len(self.losses)


def optimizer_of(modules: Sequence[nn.Module], rate: float) -> torch.optim.Optimizer:
    """AdamW; vectors (biases, norms) do not decay."""
    parameters = [p for module in modules for p in module.parameters()]
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": 0.01},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.99), eps=1e-7)


def rate_at(step: int, steps: int, cooling: float) -> float:
    """Factor of the learning rate: rising, level, and falling to nothing (Hägele et al. 2024).

    Until it falls it does not depend on where the training will end, so a checkpoint may go on to
    more, or fewer, steps.
    """
    left = (steps - step) / max(1, round(cooling * steps))
    return min(1.0, (step + 1) / WARMING, 1 - max(0.0, 1 - left) ** 0.5)


def train(
    run: Run,
    steps: int,
    loss_at: Callable[[int], torch.Tensor],
    folder: Path,
    facts: Mapping[str, Any],
    *,
    cooling: float = 0.4,
    average: float = 0.0,
    every: int = 0,
    look: Callable[[int], None] | None = None,
) -> None:
    """Take the steps that are left, saving the state every two minutes and at the end.

    Args:
        run: where it stands; a checkpoint in ``folder`` takes its place.
        steps: in all.
        loss_at: the loss of a step. It draws what is random from the step's number.
        folder: of the checkpoint, ``NAME.ckpt``.
        facts: what decides the weights; a checkpoint of other facts is refused.
        cooling: share of the steps over which the learning rate falls to nothing at the end.
        average: how much of the averaged weights stays at a step.
        every: steps between two calls of ``look``.
        look: shows how it is coming along.

    Raises:
        UserError: for a checkpoint of another recipe.
    """
    file = folder / f"{run.name}.ckpt"
    key = sha256_of(facts)
    if file.is_file():
        _restore(run, file, key)
    pace, saved, told = Pace(steps, "steps"), time.monotonic(), time.monotonic()
    pace.advance(run.step)
    base = [group["lr"] for group in run.optimizer.param_groups]
    parameters = [p for module in run.trained.values() for p in module.parameters()]
    while run.step < steps:
        factor = rate_at(run.step, steps, cooling)
        for group, rate in zip(run.optimizer.param_groups, base, strict=True):
            group["lr"] = rate * factor
        loss = loss_at(run.step)
        run.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        run.optimizer.step()
        run.losses.append(loss.item())
        _follow(run, average)
        pace.advance(1)
        now = time.monotonic()
        if now - told > LINE_SECONDS or run.step == steps:
            told = now
            recent = sum(run.losses[-100:]) / len(run.losses[-100:])
            print(
                f"{run.name}: step {run.step}/{steps}, loss {recent:.4f}, {pace.text()}",
                file=sys.stderr,
                flush=True,
            )
        if now - saved > SAVED_SECONDS or run.step == steps:
            saved = now
            _save(run, file, key, base)
        if look and every and (run.step % every == 0 or run.step == steps):
            look(run.step)
    for group, rate in zip(run.optimizer.param_groups, base, strict=True):
        group["lr"] = rate


def chance(seed: int, name: str, step: int) -> tuple[np.random.Generator, torch.Generator]:
    """Random numbers of one step, the same however often the training was stopped before it."""
    rng = generator(seed, name, f"step {step}")
    return rng, torch.Generator().manual_seed(int(rng.integers(2**63)))


@torch.no_grad()
def _follow(run: Run, average: float) -> None:
    # At first the mean follows quickly, so that it forgets the random weights.
    kept = min(average, run.step / (run.step + 9))
    for name, mean in run.averaged.items():
        own = run.trained[name]
        torch._foreach_lerp_(list(mean.parameters()), list(own.parameters()), 1 - kept)


def _save(run: Run, file: Path, key: str, rates: Sequence[float]) -> None:
    state = {
        "key": key,
        "rates": list(rates),
        "losses": torch.tensor(run.losses, dtype=torch.float64),
        "optimizer": run.optimizer.state_dict(),
        "trained": {name: module.state_dict() for name, module in run.trained.items()},
        "averaged": {name: module.state_dict() for name, module in run.averaged.items()},
    }
    with written_beside(file) as temporary:
        torch.save(state, temporary)


def _restore(run: Run, file: Path, key: str) -> None:
    state = torch.load(file, weights_only=True)
    if state["key"] != key:
        raise UserError(
            "this checkpoint is of another recipe; take another folder, or delete it", file=file
        )
    for modules in ("trained", "averaged"):
        for name, module in getattr(run, modules).items():
            module.load_state_dict(state[modules][name])
    run.optimizer.load_state_dict(state["optimizer"])
    for group, rate in zip(run.optimizer.param_groups, state["rates"], strict=True):
        group["lr"] = rate
    run.losses = state["losses"].tolist()
