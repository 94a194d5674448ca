"""Files, names and texts that want to break in, run away or fill the memory."""
