"""Symbols: networks in index notation, their gradients as checked steps, and the proofs of both.

>>> import derive
>>> gradient = derive.derive_gradient(derive.classifier(), wrt="W")
>>> gradient.formula.value
Sum((p[n, k] - y[n, k])*x[n, d], (n, 1, N))/N
>>> [condition.name for condition in gradient.formula.conditions]
['labels sum to one']
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .accurate import accurate_form
    from .derivation import Derivation, Formula, Step
    from .elements import explicit_elements
    from .errors import BackproofError
    from .gradients import derive_gradient
    from .layers import classifier
    from .network import Condition, Definition, Network
    from .tensors import Role, Tensor
    from .verdict import Outcome, Verdict

__all__ = [
    "BackproofError",
    "Condition",
    "Definition",
    "Derivation",
    "Formula",
    "Network",
    "Outcome",
    "Role",
    "Step",
    "Tensor",
    "Verdict",
    "accurate_form",
    "classifier",
    "derive_gradient",
    "explicit_elements",
]

# Loaded on first use: `backproof --help` must not wait for SymPy.
_HOMES = {
    "accurate_form": "accurate",
    "Derivation": "derivation",
    "Formula": "derivation",
    "Step": "derivation",
    "explicit_elements": "elements",
    "BackproofError": "errors",
    "derive_gradient": "gradients",
    "classifier": "layers",
    "Condition": "network",
    "Definition": "network",
    "Network": "network",
    "Role": "tensors",
    "Tensor": "tensors",
    "Outcome": "verdict",
    "Verdict": "verdict",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'derive' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
