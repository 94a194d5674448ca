# Which clips there are. Not a rule: the sample sheet has to be there before the DAG is built.
#
#   in   the MIDI files that the setting `midi` names, and the .yaml files beside them
#   out  results/catalog.tsv: a row a clip, with its window and batch, or why there is none
#
# Only the main process looks at the folder; jobs read the table. With a storage provider it is in
# the store, like all results. Such a provider lists the folder of the first file that it is asked
# for, and looks up the rest one by one: so the table is the first input of rules that want all clips.
TABLE = f"{RESULTS}/catalog.tsv"

with store.catalog_in_step(workflow, TABLE):
    CLIPS = dag.Clips(
        SETTINGS,
        update=workflow.is_main_process,
        dry_run=workflow.output_settings.dryrun,
    )
