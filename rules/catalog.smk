# Which clips there are. Not a rule: the sample sheet has to be there before the DAG is built.
#
#   in   the MIDI files that the setting `midi` names, and the .yaml files beside them
#   out  results/catalog.tsv: a row a clip, with its window and batch, or why there is none
#
# Only the main process looks at the folder; jobs read the table.
CLIPS = dag.Clips(SETTINGS, update=workflow.is_main_process)
