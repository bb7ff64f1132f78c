"""NumPy code, and JAX code that fails with symbolic sizes, read from its source: rewritten, and run on JAX's arrays."""
