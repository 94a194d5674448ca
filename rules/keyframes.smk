# Notes become a Parseq document: labelled keyframes, one curve per visual parameter.
#
#   in   results/notes/{clip}.json
#   out  results/keyframes/{clip}.json
rule keyframes:
    input:
        notes=f"{RESULTS}/notes/{{clip}}.json",
    output:
        document=f"{RESULTS}/keyframes/{{clip}}.json",
    log:
        f"{LOGS}/keyframes/{{clip}}.log",
    conda:
        "../envs/keyframes.yaml"
    params:
        mapping=lambda wildcards: CLIPS.mapping_sha256(wildcards.clip),
        settings=lambda wildcards: CLIPS.settings(
            wildcards.clip, "seed", "mapping", "instruments"
        ),
        painter=SETTINGS.render.painter,
    message:
        "Drawing the curves of {wildcards.clip}"
    shell:
        "python -m midivideo keyframes {input.notes:q} -o {output.document:q}"
        " --painter {params.painter} --settings {params.settings:q} > {log:q} 2>&1"
