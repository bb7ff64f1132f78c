"""The point of a refutation in the author's letters: what nobody wrote is left out, or said as what was written."""

from __future__ import annotations

import re
from dataclasses import replace

import sympy as sp

from ...network.definitions import Network
from ...network.tensors import Tensor
from ...reading.expression.printing import letter
from ..finding import Judgement

LAYER = re.compile(r".*?(_\d+)")
FREE = " free"  # so ends the meaning of what a letter is made of that is said to be positive
SLOPE = "slope of "
Coordinate = tuple[str, str]


def in_letters(judged: Judgement, network: Network) -> Judgement:
    """The verdict with the names of tensors in its witness as the author's letters.

    >>> from ...network.definitions import Definition
    >>> from ...network.tensors import Role
    >>> names = (("hat_y", "hat:y"), ("r_free", "r free"), ("r", "r"))
    >>> y, free, rate = (Tensor(name, (), Role.INPUT, meaning) for name, meaning in names)
    >>> network = Network((y, free), (Definition(rate, (), sp.exp(free.at()), "domain"),))
    >>> witness = (("hat_y", "1"), ("r_free", "0"), ("left", "2"))
    >>> in_letters(Judgement("REFUTED", witness=witness), network).witness
    (('ŷ', '1'), ('r', '1'), ('left', '2'))
    """
    told = (_told(name, value, network) for name, value in judged.witness)
    return replace(judged, witness=tuple(dict(filter(None, told)).items())) if judged.witness else judged


def _told(name: str, value: str, network: Network) -> Coordinate | None:
    """A coordinate in the author's letters; None for one of something that has no letter."""
    base, bracket, indices = name.partition("[")
    tensor = next((t for t in network.tensors if t.name == base), None)
    if tensor is None:
        return name, value
    if not tensor.meaning:
        return None
    if tensor.meaning.endswith(FREE):
        return _of_a_domain(tensor, bracket + indices, value, network)
    if tensor.meaning.startswith(SLOPE):
        loss, _, below = tensor.meaning.removeprefix(SLOPE).partition(" by ")
        return f"∂{letter(loss)}/∂{letter(below)}{bracket}{indices}", value
    layer = LAYER.fullmatch(base.removeprefix(tensor.meaning)) if base != tensor.meaning else None
    return f"{letter(tensor.meaning)}{layer[1] if layer else ''}{bracket}{indices}", value


def _of_a_domain(free: Tensor, indices: str, value: str, network: Network) -> Coordinate | None:
    """r = e^u at the value of u; None of a matrix that is told to be symmetric, which has other entries."""
    alike = (d for d in network.definitions if len(d.indices) == len(free.axes))
    made = next((d for d in alike if d.value.has(free.at(*d.indices))), None)
    if made is None or made.stage != "domain" or not re.fullmatch(r"-?\d+(?:/\d+)?", value):
        return None
    there = made.value.xreplace({free.at(*made.indices): sp.Rational(value)})
    return f"{letter(made.tensor.meaning)}{indices}", str(there) if there.is_Rational else str(sp.N(there, 21))
