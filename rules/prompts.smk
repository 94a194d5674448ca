# A Parseq document becomes a manifest: prompts, and every field of every frame.
#
#   in   results/keyframes/{clip}.json
#   out  results/manifests/{clip}.json  all that a renderer needs: ours, Deforum, or Parseq
rule prompts:
    input:
        document=f"{RESULTS}/keyframes/{{clip}}.json",
    output:
        manifest=f"{RESULTS}/manifests/{{clip}}.json",
    log:
        f"{LOGS}/prompts/{{clip}}.log",
    conda:
        "../envs/prompts.yaml"
    params:
        bank=lambda wildcards: CLIPS.bank_sha256(wildcards.clip),
        settings=lambda wildcards: CLIPS.settings(wildcards.clip, "seed", "prompts"),
    message:
        "Choosing the prompts of {wildcards.clip}"
    shell:
        "python -m midivideo prompts {input.document:q} -o {output.manifest:q}"
        " --settings {params.settings:q} > {log:q} 2>&1"
