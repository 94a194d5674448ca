# Manifests become frames. One job renders a batch of clips together.
#
#   in   results/manifests/{clip}.json of every clip of the batch
#   out  results/frames/{batch}/{clip}.mkv   lossless frames
#        results/frames/{batch}/{clip}.json  how they were made
#
# Frames in the making live in results/.cache, so that a killed job goes on where it was. When a
# clip fails, the first attempt fails; a later one delivers the others, and {clip}.failed.json.
rule render_frames:
    input:
        manifests=manifests_of_batch,
    output:
        frames=kept_or_temp(directory(f"{RESULTS}/frames/{{batch}}")),
    log:
        f"{LOGS}/render_frames/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/render_frames/{{batch}}.tsv"
    retries: 2
    group:
        "{batch}" if AWAY else None
    conda:
        "../envs/render.yaml"
    threads: dag.render_threads(SETTINGS)
    resources:
        gpu=dag.gpus(SETTINGS),
        mem_mb=lambda wildcards, attempt: CLIPS.rendering(
            wildcards.batch, attempt
        ).mem_mb,
        runtime=lambda wildcards, attempt: CLIPS.rendering(
            wildcards.batch, attempt
        ).minutes,
        last_attempt=lambda wildcards, attempt: int(attempt > 1),
    params:
        renderer=RENDERER_VERSION,
        settings=lambda wildcards: CLIPS.render_settings(wildcards.batch),
        deforum_settings=dag.deforum_sha256(SETTINGS),
        cache=f"{RESULTS}/.cache",
    message:
        "Rendering the frames of {wildcards.batch}"
    shell:
        "partial=; if [ {resources.last_attempt} = 1 ]; then partial=--deliver-partial; fi;"
        " python -m midivideo render -o {output.frames:q} --cache {params.cache:q} $partial"
        " --settings {params.settings:q} -- {input.manifests:q} > {log:q} 2>&1"
