"""The chain rule, step by step, and what is made of its result."""
