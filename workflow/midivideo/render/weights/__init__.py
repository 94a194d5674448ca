"""Where the weights of networks come from: found on this machine, fetched, identified."""
