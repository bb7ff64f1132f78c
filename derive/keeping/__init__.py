"""Derivations kept as data: written as tables of nodes, read back without running anything, looked at once more."""
