"""Each weight's own formula in plain scalars, printed by SymPy and run by JAX."""
