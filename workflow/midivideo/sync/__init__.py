"""How well a finished video shows its music, measured from its pixels.

Nothing but the video and the MIDI file of its window is looked at; never the manifest, which
only says what was meant. :func:`midivideo.sync.measure.measure` gives a document, written as
``results/sync/{clip}.json``::

    {"format": "midivideo-sync/1",
     "clip": "house", "fps": 24, "frames": 384,       # fps: int, or a text such as "30000/1001"
     "instruments": {                                 # "all" first, then those with hits, in the
       "all":  {...},                                 # order of the settings
       "kick": {"hits": 36,                           # onsets that count, see below
                "f1_50": 0.7, "precision_50": 0.5, "recall_50": 1.0,    # within 50 ms
                "f1_70": 0.7, "precision_70": 0.5, "recall_70": 1.0,    # within 70 ms
                "lag_ms": 1.2, "lag_spread_ms": 12.0, # picture after (+) or before (-) the hit
                "xcorr_lag_ms": 0.4,
                "z": 7.1, "z_circular": 2.0}},
     "av_align": 0.4, "beat_alignment": 0.9,          # for comparison with papers
     "sound_lag_ms": 3.0,                             # sound after (+) or before (-) the MIDI
     "sound_offset_ms": -2.0,                         # picture after (+) or before (-) the sound
     "passed": true, "reasons": [],                   # of not passing, sentences for a person
     "gate": {"min_z": 5, "max_lag_frames": 1, "instruments": ["kick", "snare"]},
     "peaks": [5, 17],                                # frames at which something happens
     "novelty": [0.0, 0.1]}                           # a number per frame, 1: a strong change

Every number of an instrument but ``hits`` may be null, where it can't be told (no peak near any
hit: no lag), and so may ``av_align``, ``beat_alignment`` (no beat), ``sound_lag_ms`` and
``sound_offset_ms`` (a silent film). ``gate.instruments`` are those that decided on ``passed``:
the ones of ``sync.instruments`` with enough hits, or ``["all"]`` if there are none.

What counts as what:

- Hits are the onsets of an instrument; those that share a frame are one. ``all`` are the hits of
  all named instruments. Hits and peaks before frame 2 are left out: the first picture has none
  before it to differ from.
- A frame is seen from its beginning to its end, so its time is its middle. Hits are drawn on the
  frame that they fall in, hence up to half a frame early or late by this clock, and on time on
  average.
- A picture that shows other instruments, too, has peaks that are none of the kick's: precision
  of a single instrument is low by nature, and F1 says little by itself (by chance alone it is
  0.2 to 0.45). ``z`` is what counts: how many standard deviations F1 (50 ms) lies above that of
  the same number of hits at random times, which keep apart as the hits do. It is near 0 for a
  video of another song. ``z_circular`` is the same against the hits shifted around by random
  times; it is low for every steady beat, because a shift by a beat is in sync again.
- ``lag_ms`` is the median over pairs of hit and peak that are nearest to each other, up to
  200 ms apart; ``lag_spread_ms`` is the range of the middle half. ``xcorr_lag_ms`` is where hits
  and novelty correlate most within 200 ms; for an instrument that the picture hardly shows it
  points to the nearest one that it does.
- ``sound_lag_ms`` is where the sound's onsets are, on average around the hits of the deciding
  instruments; ``sound_offset_ms`` is those instruments' median lag less that.
"""
