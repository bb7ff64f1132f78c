"""Functions that formulas of notes have and no file of a network: arctan, known by its head alone."""

from __future__ import annotations

import sympy as sp
from flint import arb

from .function_code import JaxForm
from .functions import Function, register_by_head

ARCTAN = Function(
    "arctan", sp.atan, sp.atan, lambda u: 1 / (1 + u**2), arb.atan, lambda u: 1 / (1 + u * u),
    JaxForm("jnp.arctan({u})", "1 / (1 + jnp.square({u}))"), r"\arctan", "arctan", parity=-1,
)  # fmt: skip

register_by_head(ARCTAN)
