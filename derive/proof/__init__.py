"""Whether two formulas are equal, and how that is known."""
