"""The catalog in a Snakemake storage provider: it goes where the results go.

The machine that starts a run writes the catalog before Snakemake looks for any file, and every
job reads it before Snakemake fetches the job's inputs. So this module moves it, not Snakemake.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from snakemake.settings.types import SharedFSUsage

from midivideo.files import sha256_file, written_beside


@contextlib.contextmanager
def catalog_in_step(workflow: Any, path: str) -> Iterator[None]:
    """Have the catalog of the storage provider at ``path``; what becomes of it goes back there.

    Without a default storage provider this does nothing. With one, the process that starts the run
    takes over the store's catalog, which another machine may have written, and puts back a changed
    one. A job that was sent to another machine takes the store's, too; others read the file of the
    process that started them.

    Args:
        workflow: Snakemake's, as a Snakefile knows it.
        path: of the catalog, relative to the working folder.
    """
    if not is_used(workflow):
        yield
        return
    there = (workflow.is_main_process or _was_sent_away(workflow)) and _fetch(workflow, path)
    before = sha256_file(path) if there else None
    yield
    if workflow.is_main_process and sha256_file(path) != before:
        stored = _stored(workflow, path)
        stored.set_local_path(Path(path))
        workflow.async_run(stored.managed_store())


def is_used(workflow: Any) -> bool:
    """Whether a storage provider has the results, instead of the working folder."""
    return workflow.storage_settings.default_storage_provider is not None


def address(workflow: Any, path: str) -> str:
    """What Snakemake calls a result in the store."""
    prefix = (workflow.storage_settings.default_storage_prefix or "").rstrip("/")
    return f"{prefix}/{os.path.normpath(path)}" if prefix else os.path.normpath(path)


def _was_sent_away(workflow: Any) -> bool:
    """Whether this is a job on a machine that does not see the working folder of the run."""
    shared = workflow.storage_settings.shared_fs_usage
    return workflow.remote_exec and SharedFSUsage.SOURCES not in shared


def is_all_that_jobs_see(workflow: Any) -> bool:
    """Whether jobs run where the working folder is not, and inputs come from the store alone."""
    return SharedFSUsage.INPUT_OUTPUT not in workflow.storage_settings.shared_fs_usage


def _fetch(workflow: Any, path: str) -> bool:
    """Take over the store's file; false when it has none."""
    stored = _stored(workflow, path)
    if not workflow.async_run(stored.managed_exists()):
        return False
    with written_beside(path) as temporary:
        stored.set_local_path(temporary)
        workflow.async_run(stored.managed_retrieve())
    return True


def _stored(workflow: Any, path: str) -> Any:
    provider = workflow.storage_registry.default_storage_provider
    return provider.object(address(workflow, path))
