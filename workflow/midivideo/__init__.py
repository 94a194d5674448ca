"""MIDIvideo: from a folder of MIDI files to synchronised, AI-generated videos.

One module or folder per stage, named as the workflow's rules are: ``catalog``, ``parse``
(in :mod:`midivideo.midi`), ``keyframes``, ``prompts``, ``render`` and ``encode``. The
command line (:mod:`midivideo.cli`) calls them, and the rules call the command line.
"""

__version__ = "0.1.0"
