# The run becomes a page to look at: every clip with its sound, its timeline and its scores.
#
#   in   results/catalog.tsv; videos, notes, manifests and sync scores of every clip
#   out  results/report/index.html  opens from disk, without a server; data and hard links to the
#                                   videos lie beside it, and only what has changed is written
#        results/report/sync.svg    lag and z of all clips
rule report:
    input:
        catalog=TABLE,
        clips=lambda wildcards: videos() + files_of_clips() + provenances(),
    output:
        page=local(f"{RESULTS}/report/index.html"),
        figure=local(
            report(
                f"{RESULTS}/report/sync.svg",
                category="Sync",
                labels={"figure": "z and lag of all clips"},
                caption="../resources/report/sync.rst",
            )
        ),
    log:
        f"{LOGS}/report.log",
    conda:
        "../envs/report.yaml"
    resources:
        mem_mb=lambda wildcards, threads, attempt: CLIPS.gathering(
            threads, attempt
        ).mem_mb,
        runtime=lambda wildcards, threads, attempt: CLIPS.gathering(
            threads, attempt
        ).minutes,
    params:
        results=lambda wildcards, input: os.path.dirname(input.catalog),
        folder=lambda wildcards, output: os.path.dirname(output.page),
        settings=dag.as_text(SETTINGS, ("instruments",)),
    message:
        "Building the page of all clips"
    shell:
        "python -m midivideo report {params.results:q} -o {params.folder:q}"
        " --catalog {input.catalog:q} --figure {output.figure:q}"
        " --settings {params.settings:q} > {log:q} 2>&1"
