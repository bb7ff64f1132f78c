"""Symbols: networks in index notation, their gradients, and the proofs of both."""
