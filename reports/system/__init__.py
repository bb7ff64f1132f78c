"""Files, streams and the terminal: what a program needs of the machine under it, and nothing of mathematics."""
