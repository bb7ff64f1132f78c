"""A side of an equality as a tree."""
