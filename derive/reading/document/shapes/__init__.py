"""How many axes each letter has, and which letters are of one shape."""
