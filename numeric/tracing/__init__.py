"""A JAX function becomes definitions in index notation, for symbolic sizes; what was read is checked by numbers."""
