"""The dataset: finished clips, packed so that others can use, check and cite them.

:func:`midivideo.dataset.build.build` makes a folder of a run's results::

    README.md                card with the Hub's front matter, datasheet, figures from the data
    data/                    the clips, in one of three layouts (:mod:`midivideo.dataset.layouts`)
    metadata/{split}.parquet a row a clip (:mod:`midivideo.dataset.rows`)
    croissant.json           the same for machines (ML Croissant 1.0)
    SHA256SUMS               of every other file, as sha256sum writes and checks it
    LICENSE  CITATION.cff
    provenance/              config.yaml, versions.json, requirements.lock, rulegraph.dot, and
                             left_out.tsv: clips that are not here, and why

What moves when clips come and go:

- A clip's split depends on its own MIDI file alone, and clips of one drum pattern are in one
  split (:mod:`midivideo.dataset.splits`).
- A clip's shard depends on its id and on the number of shards. That follows from the size of
  the whole, and each further shard takes its clips from one other
  (:mod:`midivideo.dataset.shards`).
- So the same clips give the same bytes, from nothing or clip by clip, on one core or many. The
  only thing remembered is who came first where two clips exclude each other.

:func:`midivideo.dataset.verify.verify` checks a folder by itself, without the run that it is
from.
"""
