"""An equality of two formulas about a network of their own: decided at some sizes, then at every one."""
