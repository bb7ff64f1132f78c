"""From formulas in index notation to readable JAX code, for any sizes."""
