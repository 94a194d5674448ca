# MIDIvideo: a folder of MIDI files becomes synchronised, AI-generated videos.
#
#   snakemake --cores all                       every clip of the folder that config.yaml names
#   snakemake --cores all results/videos/X.mp4  one video
#   snakemake --cores all report                a page with every clip, its timeline and its scores
#   snakemake --cores all dataset               all clips as a dataset
#   snakemake --cores all plan                  manifests only, for Parseq, Deforum or a cluster
#   snakemake --cores all sync                  how well each video shows its music, measured
#
# Settings: config.yaml. Which clips there are: results/catalog.tsv, which keeps itself.
from snakemake.utils import min_version

min_version("9.0")


include: "rules/common.smk"
include: "rules/catalog.smk"
include: "rules/parse.smk"
include: "rules/keyframes.smk"
include: "rules/prompts.smk"
include: "rules/render.smk"
include: "rules/encode.smk"
include: "rules/sync.smk"
include: "rules/dataset.smk"
include: "rules/report.smk"


# Seconds each, and a cluster job would double them: where jobs are sent to a cluster, these stay.
localrules:
    parse,
    keyframes,
    prompts,
    sync_table,


rule all:
    default_target: True
    input:
        TABLE,
        lambda wildcards: videos(),


rule plan:
    input:
        TABLE,
        lambda wildcards: manifests(),


onstart:
    leave_no_job_of_a_killed_run()


onsuccess:
    CLIPS.tidy()
    print(closing_words())


onerror:
    CLIPS.tidy()
    print(words_of_failure())
