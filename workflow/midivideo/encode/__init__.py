"""From lossless frames and a window of MIDI to the finished video.

``clip.encode_clip`` does it all; the other modules are its parts: frames read ahead, sound
synthesised or cut from the user's own file, one mp4 written in one pass, and still pictures.
"""
