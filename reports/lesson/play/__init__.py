"""The worked example to play with: the derivation's own formulas, printed by SymPy as JavaScript."""
