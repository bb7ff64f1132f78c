"""Judging what notes claim: arithmetic exactly, formulas against the network that the notes describe.

Nothing is imported here: the command line starts the worker without waiting for SymPy.
"""
