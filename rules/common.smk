# What all rules share: the settings, the way to the tool, and the functions behind the inputs.
import os
import sys
from pathlib import Path

PROJECT = Path(workflow.basedir)
sys.path.insert(0, str(PROJECT / "workflow"))

from midivideo import dag, disk, job_memory, scheduling, store
from midivideo.errors import UserError
from midivideo.render import RENDERER_VERSION
from midivideo.slurm import cancel_leftovers

# Jobs find the tool in any environment that Snakemake makes, installed or not.
shell.prefix(
    f"set -euo pipefail; export PYTHONPATH={dag.shell_quoted(PROJECT / 'workflow')}"
    "${{PYTHONPATH:+:$PYTHONPATH}}; "
)

scheduling.keep_pace()
job_memory.keep_jobs_small()

SETTINGS = dag.load(PROJECT, config, workflow.overwrite_configfiles)
RESULTS = SETTINGS.results
LOGS = f"{RESULTS}/logs"
# Whether jobs go where only a store is seen. Then the frames of a batch stay on the machine that
# rendered them: the same job encodes its videos.
AWAY = store.is_all_that_jobs_see(workflow)


wildcard_constraints:
    clip="[a-z0-9_-]+",
    batch="[a-z0-9_-]+",


# The five lists below are long. Rules take them through a lambda, so that only a run that needs one
# builds it, and not every job that a cluster starts.
def videos():
    """The finished video of every accepted clip, with its pictures."""
    return [
        f"{RESULTS}/videos/{clip}.{suffix}"
        for clip in CLIPS.accepted
        for suffix in ("mp4", "jpg", "sheet.jpg")
    ]


def manifests():
    """The manifest of every accepted clip: all of the planning, none of the rendering."""
    return [f"{RESULTS}/manifests/{clip}.json" for clip in CLIPS.accepted]


def sync_scores():
    """The sync scores of every accepted clip."""
    return [f"{RESULTS}/sync/{clip}.json" for clip in CLIPS.accepted]


def files_of_clips():
    """What a dataset has, or tells, of every accepted clip."""
    kinds = ("videos/{}.mp4", "notes/{}.mid", "notes/{}.json", "manifests/{}.json")
    files = [
        f"{RESULTS}/{kind.format(clip)}" for clip in CLIPS.accepted for kind in kinds
    ]
    return files + sync_scores()


def provenances():
    """How the frames of every accepted clip were made."""
    return [f"{RESULTS}/videos/{clip}.json" for clip in CLIPS.accepted]


def manifests_of_batch(wildcards):
    """The manifests that one render job takes."""
    members = CLIPS.batch_members(wildcards.batch)
    return [f"{RESULTS}/manifests/{clip}.json" for clip in members]


def frames_of_clip(wildcards):
    """The folder of frames that holds the clip's."""
    return f"{RESULTS}/frames/{CLIPS.row(wildcards.clip).batch}"


def kept_or_temp(frames):
    """The frames as an output: kept, or removed as soon as their videos are there."""
    return frames if SETTINGS.render.keep_frames and not AWAY else temp(frames)


def audio_of_clip(wildcards):
    """The song's own audio file, where there is one; it can't follow a job to another machine."""
    found = CLIPS.audio_file(wildcards.clip)
    if found and AWAY:
        raise UserError(
            "own audio files are not sent to machines that see only the store",
            file=found[0],
            key="audio.source",
            value=CLIPS.settings_of(wildcards.clip).audio.source,
            allowed="synth or none there",
        )
    return local(found)


def group_of_clip(wildcards):
    """The group of jobs in which a clip is encoded: with its frames."""
    return CLIPS.row(wildcards.clip).batch


def leave_no_job_of_a_killed_run():
    """On Slurm: what a killed run has left in the queue would work on the same files."""
    plugin = workflow.executor_plugin
    if plugin is not None and plugin.name == "slurm":
        if left := cancel_leftovers(Path.cwd()):
            print("Cancelled Slurm jobs that an earlier run had left:", *left)


def closing_words():
    """What a person wants to know when the run has ended."""
    results = Path(RESULTS).absolute()
    page = results / "report/index.html"
    if store.is_used(workflow):
        words = [f"Results: {store.address(workflow, RESULTS)}"]
    else:
        made = sum((results / f"videos/{clip}.mp4").exists() for clip in CLIPS.accepted)
        words = [f"Videos: {made} of {len(CLIPS.accepted)}, in {results}/videos."]
    words += [CLIPS.left_out(), f"The page: {page}" if page.exists() else ""]
    return " ".join(filter(None, words))


def words_of_failure():
    """What a person has to know when the run has failed, beside what the failed jobs say."""
    words = [CLIPS.failed(), disk.full_disks(RESULTS, ".snakemake")]
    words += ["What is finished stays: the same command goes on where this run ended."]
    return "\n".join(filter(None, words))
