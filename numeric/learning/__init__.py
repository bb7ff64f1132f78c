"""Learning: gradient descent with each source of the gradient, and one step with every number."""
