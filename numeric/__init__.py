"""Numbers: what the formulas say on data."""
