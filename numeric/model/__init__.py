"""A network as a model with numbers: its shapes, its starting weights, and its loss as users of JAX write it."""
