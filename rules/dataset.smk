# Finished clips become a dataset that others can use, check and cite.
#
#   in   results/catalog.tsv, and of every accepted clip its video, its notes, the window's MIDI
#        file, its manifest and its sync scores; the table of licences where there is one
#   out  results/dataset/  shards, tables, card, checksums and provenance; SHA256SUMS is written
#                          last, and stands for all of it
#
# The old dataset is needed to keep what has not changed, and stays until the new one is whole:
# hence update(). What the job remembers from build to build is in results/.cache/dataset.
rule dataset:
    input:
        catalog=TABLE,
        clips=lambda wildcards: files_of_clips(),
        licences=local(SETTINGS.dataset.licences or []),
    output:
        sums=local(update(f"{RESULTS}/dataset/SHA256SUMS")),
    log:
        f"{LOGS}/dataset.log",
    conda:
        "../envs/dataset.yaml"
    threads: 8
    resources:
        mem_mb=lambda wildcards, threads, attempt: CLIPS.gathering(
            threads, attempt
        ).mem_mb,
        runtime=lambda wildcards, threads, attempt: CLIPS.gathering(
            threads, attempt
        ).minutes,
    params:
        results=lambda wildcards, input: os.path.dirname(input.catalog),
        folder=lambda wildcards, output: os.path.dirname(output.sums),
        cache=f"{RESULTS}/.cache/dataset",
        settings=dag.all_as_text(SETTINGS),
    message:
        "Packing the dataset"
    shell:
        "python -m midivideo dataset build {params.results:q} -o {params.folder:q}"
        " --cache {params.cache:q} --jobs {threads} --settings {params.settings:q} > {log:q} 2>&1"
