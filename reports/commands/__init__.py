"""The commands, one file each; ``run`` is what the command line calls."""
