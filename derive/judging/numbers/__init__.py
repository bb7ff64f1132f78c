"""Claims about numbers: digits shown, values stated before, numbers plugged in."""
