"""Formulas as people read them: names, order, LaTeX, text, matrices; needs networks and algebra only."""
