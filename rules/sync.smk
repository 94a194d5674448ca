# A finished video is scored against its notes, from its pixels and its sound.
#
#   in   results/videos/{clip}.mp4, results/notes/{clip}.mid; never the manifest
#   out  results/sync/{clip}.json  scores of each instrument, lag, and whether it passes the gate
#        results/sync.tsv          the same for all clips: a row a clip and instrument
rule sync:
    input:
        f"{RESULTS}/sync.tsv",


rule sync_clip:
    input:
        video=f"{RESULTS}/videos/{{clip}}.mp4",
        midi=f"{RESULTS}/notes/{{clip}}.mid",
    output:
        scores=f"{RESULTS}/sync/{{clip}}.json",
    log:
        f"{LOGS}/sync/{{clip}}.log",
    group:
        group_of_clip if AWAY else None
    conda:
        "../envs/sync.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: CLIPS.coding(wildcards.clip, attempt).mem_mb,
        runtime=lambda wildcards, attempt: CLIPS.coding(wildcards.clip, attempt).minutes,
    params:
        settings=lambda wildcards: CLIPS.settings(
            wildcards.clip, "clip", "instruments", "sync"
        ),
    message:
        "Measuring the sync of {wildcards.clip}"
    shell:
        "python -m midivideo sync {input.video:q} {input.midi:q} -o {output.scores:q}"
        " --clip {wildcards.clip} --settings {params.settings:q} > {log:q} 2>&1"


rule sync_table:
    input:
        catalog=TABLE,
        scores=lambda wildcards: sync_scores(),
    output:
        table=f"{RESULTS}/sync.tsv",
    log:
        f"{LOGS}/sync_table.log",
    conda:
        "../envs/sync.yaml"
    params:
        folder=lambda wildcards, output: output.table.removesuffix(".tsv"),
    message:
        "Gathering the sync scores of all clips"
    shell:
        "python -m midivideo sync-table {input.catalog:q} {params.folder:q} -o {output.table:q}"
        " > {log:q} 2>&1"
