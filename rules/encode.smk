# Frames and sound become a video.
#
#   in   results/frames/{batch}/, results/manifests/{clip}.json, results/notes/{clip}.mid,
#        and the song's own audio file where there is one
#   out  results/videos/{clip}.mp4        H.264 + AAC, frame-exact
#        results/videos/{clip}.jpg        a thumbnail
#        results/videos/{clip}.sheet.jpg  a contact sheet
#        results/videos/{clip}.json       how its frames were made: outlives temporary frames
#        results/videos/{clip}.mp3        where audio.mp3 asks for it
rule encode:
    input:
        frames=frames_of_clip,
        manifest=f"{RESULTS}/manifests/{{clip}}.json",
        midi=f"{RESULTS}/notes/{{clip}}.mid",
        audio=audio_of_clip,
    output:
        **({"mp3": f"{RESULTS}/videos/{{clip}}.mp3"} if SETTINGS.audio.mp3 else {}),
        video=f"{RESULTS}/videos/{{clip}}.mp4",
        thumbnail=f"{RESULTS}/videos/{{clip}}.jpg",
        provenance=f"{RESULTS}/videos/{{clip}}.json",
        sheet=report(
            f"{RESULTS}/videos/{{clip}}.sheet.jpg",
            category="Contact sheets",
            labels={"clip": "{clip}"},
            caption="../resources/report/sheet.rst",
        ),
    log:
        f"{LOGS}/encode/{{clip}}.log",
    # Frames take room until their video is there.
    priority: 1
    group:
        group_of_clip if AWAY else None
    conda:
        "../envs/encode.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: CLIPS.coding(wildcards.clip, attempt).mem_mb,
        runtime=lambda wildcards, attempt: CLIPS.coding(wildcards.clip, attempt).minutes,
    params:
        settings=lambda wildcards: CLIPS.window_settings(
            wildcards.clip, "video", "audio"
        ),
        audio=lambda wildcards, input: CLIPS.audio_options(wildcards.clip, input.audio),
        mp3=lambda wildcards, output: dag.mp3_option(output),
    message:
        "Encoding {wildcards.clip}"
    shell:
        "python -m midivideo encode {input.frames:q}/{wildcards.clip}.mkv -o {output.video:q}"
        " --manifest {input.manifest:q} --midi {input.midi:q} {params.audio}"
        " --thumbnail {output.thumbnail:q} --sheet {output.sheet:q} {params.mp3}"
        " --provenance {output.provenance:q}"
        " --settings {params.settings:q} > {log:q} 2>&1"
