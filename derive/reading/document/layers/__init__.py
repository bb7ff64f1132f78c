"""Layers: told by scripts above, by scripts below, by the letter of a unit."""
