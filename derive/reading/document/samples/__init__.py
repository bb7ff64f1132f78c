"""Samples: whose index is written here and dropped there, rows and columns of a whole."""
