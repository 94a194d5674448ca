"""Brings models from the Hugging Face Hub: only what is read, and never a pickle."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from midivideo.errors import UserError
from midivideo.render.weights.source import VARIANTS

#: The parts of a Stable Diffusion model that the painter reads.
PARTS = ("unet", "vae", "text_encoder", "tokenizer", "scheduler")


def fetch(
    name: str, revision: str | None, folder: Path | None, *, configs_only: bool = False
) -> Path:
    """Download a model and return its folder.

    Args:
        name: Hub id, ``owner/model``.
        revision: branch, tag or commit; None: main.
        folder: where to put it; None: the Hub's cache on this machine, where ``render.model``
            finds it by its id.
        configs_only: leave the weights out; enough for ``render.model_config``.

    Raises:
        UserError: when the Hub can't be reached, has no such model, or only pickles.
    """
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        found = HfApi().model_info(name, revision=revision)
        files = wanted([file.rfilename for file in found.siblings or []], configs_only=configs_only)
        if not any(file.endswith(".json" if configs_only else ".safetensors") for file in files):
            raise UserError(
                "this repository has no weights in .safetensors files, and pickles are refused",
                value=name,
            )
        path = snapshot_download(name, revision=revision, local_dir=folder, allow_patterns=files)
    except (HfHubHTTPError, HFValidationError) as error:
        reason = str(error).strip().splitlines()[0]
        raise UserError(f"the Hub does not give this model: {reason}", value=name) from None
    except UserError:
        raise
    except Exception as error:  # the HTTP library's own, which changes with the Hub's client
        raise UserError(
            f"fetching needs the network, and the Hub can't be reached: {error}", value=name
        ) from None
    return Path(path)


def wanted(files: Iterable[str], *, configs_only: bool = False) -> list[str]:
    """Those files of a repository that are read: one set of weights, its configs and tokenizer."""
    files = list(files)
    pipeline = "model_index.json" in files
    return [file for file in files if _is_read(PurePosixPath(file), pipeline, configs_only)]


def _is_read(file: PurePosixPath, pipeline: bool, configs_only: bool) -> bool:
    if any(variant in file.name for variant in VARIANTS):
        return False
    if pipeline and file.as_posix() != "model_index.json" and file.parts[0] not in PARTS:
        return False
    if not pipeline and len(file.parts) > 1:
        return False
    if file.name.endswith((".safetensors", ".safetensors.index.json")):
        return not configs_only
    return file.suffix in (".json", ".txt") and not file.name.endswith(".index.json")
