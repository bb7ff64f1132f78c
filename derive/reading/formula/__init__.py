"""Formulas that people have written, LaTeX or plain, read into index notation: right, or rejected with the reason.

The stages, in order: ``source`` (limits and characters), ``formula.lark`` (the grammar), ``syntax`` (the
tree of what stands there), ``glossary`` (what letters mean), ``resolver`` (what is meant), ``reading``.

>>> from derive.reading.formula import read_formula
>>> print(read_formula(r"\\frac{\\partial L}{\\partial w_{ij}} = (s_i - y_i) x_j"))
∂L/∂w_ij = (s_i − y_i) x_j
"""

from .glossary import Glossary
from .reading import Reading, read_formula
from .rejection import RejectedFormula

__all__ = ["Glossary", "Reading", "RejectedFormula", "read_formula"]
