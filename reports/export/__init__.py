"""Formulas for other people's material: one catalogue by speaking keys, and the forms that it is written in."""
