# Notes become a Parseq document: labelled keyframes, one curve per visual parameter.
#
#   in   results/notes/{clip}.json, and the clip's own document in the folder parseq_documents,
#        which then takes the place of the mapping
#   out  results/keyframes/{clip}.json
rule keyframes:
    input:
        notes=f"{RESULTS}/notes/{{clip}}.json",
        own=lambda wildcards: local(CLIPS.own_document(wildcards.clip)),
    output:
        document=f"{RESULTS}/keyframes/{{clip}}.json",
    log:
        f"{LOGS}/keyframes/{{clip}}.log",
    conda:
        "../envs/keyframes.yaml"
    params:
        # The hash sees a document or mapping that was replaced by an older one.
        drawn_by=lambda wildcards: CLIPS.keyframes_sha256(wildcards.clip),
        settings=lambda wildcards: CLIPS.keyframe_settings(wildcards.clip),
        own=lambda wildcards, input: dag.document_option(input.own),
        painter=SETTINGS.render.painter,
    message:
        "Drawing the curves of {wildcards.clip}"
    shell:
        "python -m midivideo keyframes {input.notes:q} -o {output.document:q} {params.own}"
        " --painter {params.painter} --settings {params.settings:q} > {log:q} 2>&1"
