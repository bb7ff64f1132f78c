"""Second order: Hessians and products with them as array code, their truth, and what they say of a network."""
