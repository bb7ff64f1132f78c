"""Index notation, rewritten without loss: indices, deltas, folding, canonical forms, differentiation."""
