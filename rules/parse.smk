# A MIDI file becomes exact notes.
#
#   in   the MIDI file
#   out  results/notes/{clip}.json  notes, beats and bars of the clip's window, tempo-true
#        results/notes/{clip}.mid   the window as a MIDI file: for sound, dataset and sync
rule parse:
    input:
        midi=lambda wildcards: local(CLIPS.row(wildcards.clip).midi),
    output:
        notes=f"{RESULTS}/notes/{{clip}}.json",
        midi=f"{RESULTS}/notes/{{clip}}.mid",
    log:
        f"{LOGS}/parse/{{clip}}.log",
    conda:
        "../envs/parse.yaml"
    params:
        # The hash sees a file that was replaced by an older one.
        sha256=lambda wildcards: CLIPS.row(wildcards.clip).sha256,
        window=lambda wildcards: CLIPS.row(wildcards.clip).window_options,
        settings=lambda wildcards: CLIPS.window_settings(wildcards.clip),
    message:
        "Reading the notes of {wildcards.clip}"
    shell:
        "python -m midivideo parse -o {output.notes:q} --midi-out {output.midi:q}"
        " --clip {wildcards.clip} {params.window} --settings {params.settings:q}"
        " -- {input.midi:q} > {log:q} 2>&1"
