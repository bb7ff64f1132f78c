"""The lambdify bridge: each weight's own scalar formula of one sample, printed by SymPy, run by NumPy over the rows.

This is what a reader would write by hand. It is meant for small networks; the array bridge in
``numeric.lowering.program`` holds for any size.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy as sp

from derive.errors import UnsupportedFormula
from derive.gradient.derivation import Formula
from derive.network.definitions import Network
from derive.network.functions import FUNCTIONS
from derive.network.tensors import Tensor

from ...model.arrays import entry_name
from ...model.samples import over_one_sample
from ...precision import SHORT
from ...results import Array
from ..by_numpy import elementwise
from ..program import check_shapes
from .limits import LARGEST_WEIGHT_COUNT, TooManyElements
from .stages import Stages

# To write out so many takes about a second.
LARGEST_OPERATION_COUNT = 5_000

ARRAY_HINT = "use the array formula (lower_gradients), which holds for any size"


@dataclass(frozen=True)
class ElementProgram:
    """One function for every weight's scalar formula.

    ``names`` are such as ``W[1,2]`` (row = class, column = feature, from 1); ``source`` is the code
    that SymPy printed, over the scalars v0, v1 … of one sample; ``legend`` says which element each argument is.
    """

    names: tuple[str, ...]
    source: str
    legend: Mapping[str, str]
    operations: int
    sizes: Mapping[str, int]
    given: tuple[Tensor, ...]
    function: Callable[..., Array] = field(repr=False)

    def __call__(self, arrays: Mapping[str, Any]) -> dict[str, float]:
        """Return each weight's gradient by name, from arrays by tensor name.

        Raises:
            UsageError: an array is missing or has another shape than the formulas were made for.
        """
        given = {t.name: np.asarray(arrays[t.name]) for t in self.given if t.name in arrays}
        check_shapes(self.given, given, self.sizes)
        common = np.result_type(*given.values())
        number = np.result_type(float) if common.kind in "biu" else common
        with np.errstate(all="ignore"):
            values = self.function(*(given[t.name].astype(number) for t in self.given))
        return dict(zip(self.names, values.tolist(), strict=True))


def lambdify_elements(network: Network, formulas: Mapping[str, Formula], sizes: Mapping[str, int]) -> ElementProgram:
    """Make one scalar formula for each entry of each gradient; what they have in common is computed once.

    Args:
        network: a batch network or that of one sample.
        formulas: tensor name (for example ``W``) → formula of the gradient with respect to it.
        sizes: a number for each axis but the samples, such as ``{"D": 4, "K": 3}``.

    Raises:
        TooManyElements: more than 200 weights or 5,000 operations.
        UnsupportedFormula: a formula is not a sum over the samples, or a part of it has no scalar form.

    >>> from derive.gradient.backward import derive_gradient
    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> formulas = {"W": derive_gradient(network, wrt="W").formula}
    >>> program = lambdify_elements(network, formulas, {"D": 2, "K": 2})
    >>> program({"x": [1.0, 2.0], "W": [[0.0, 0.0], [0.0, 0.0]], "y": [1.0, 0.0]})
    {'W[1,1]': -0.5, 'W[1,2]': -1.0, 'W[2,1]': 0.5, 'W[2,2]': 1.0}
    """
    stages = Stages(network, sizes)
    positions = {name: stages.positions(network.tensor(name)) for name in formulas}
    count = sum(len(at) for at in positions.values())
    if count > LARGEST_WEIGHT_COUNT:
        raise TooManyElements(f"{count} weights are more than {LARGEST_WEIGHT_COUNT}", hint=ARRAY_HINT)
    names, elements, factors = [], [], []
    for name, formula in formulas.items():
        factor, summand, row = over_one_sample(formula.value, stages.rows)
        for at in positions[name]:
            places = {**dict(zip(formula.indices, at, strict=True)), **({row: 0} if row is not None else {})}
            elements.append(stages.explicit(summand, places))
            names.append(entry_at(name, at))
            factors.append(_sized(factor, stages, sizes))
            _check_count(stages, elements[-1])
    return _compile(network, stages, names, elements, factors, dict(sizes))


def _sized(factor: sp.Expr, stages: Stages, sizes: Mapping[str, int]) -> sp.Expr:
    """The factor with the numbers of all sizes but that of the rows, which are counted when it is computed."""
    others = factor.free_symbols - (stages.rows.size.free_symbols if stages.rows else set())
    return factor.xreplace({s: sp.Integer(sizes[s.name]) for s in others if s.name in sizes})


def entry_at(name: str, at: tuple[int, ...]) -> str:
    """The name of an entry whose indices count from 1; a scalar is just its name."""
    return entry_name(name, tuple(place - 1 for place in at)) if at else name


def _check_count(stages: Stages, element: sp.Expr) -> None:
    stages.operations += int(sp.count_ops(element))
    if stages.operations > LARGEST_OPERATION_COUNT:
        raise TooManyElements(
            f"the weights' formulas have more than {LARGEST_OPERATION_COUNT} operations", hint=ARRAY_HINT
        )


def _compile(
    network: Network,
    stages: Stages,
    names: list[str],
    elements: list[sp.Expr],
    factors: list[sp.Expr],
    sizes: Mapping[str, int],
) -> ElementProgram:
    arguments = [symbol for tensor in network.given for symbol in stages.arguments[tensor.name]]

    def shared(expressions: Any, **_options: Any) -> tuple[list[tuple[sp.Symbol, sp.Expr]], list[sp.Expr]]:
        """The forward pass first, then whatever else the formulas have in common."""
        replacements, reduced = sp.cse(expressions, symbols=iter(stages.symbol, None), list=False)
        return [*stages.defined, *replacements], reduced

    _check_free(arguments, stages, elements)
    function = sp.lambdify(arguments, elements, modules=[_own_functions(), "numpy"], cse=shared)
    legend = {
        symbol.name: entry_at(tensor.name, at)
        for tensor in network.given
        for symbol, at in zip(stages.arguments[tensor.name], stages.positions(tensor), strict=True)
    }
    run = _over_rows(network, stages, function, factors)
    source = inspect.getsource(function)
    return ElementProgram(tuple(names), source, legend, stages.operations, sizes, network.given, run)


def _own_functions() -> dict[str, Callable[..., Any]]:
    """The functions that SymPy has no NumPy code for, by the names that it prints."""
    own = ((record.head, record.jax.value) for record in FUNCTIONS.values() if record.jax.value)
    return {
        head.__name__: elementwise(template)
        for head, template in own
        if head is not None and (head is sp.erf or not head.__module__.startswith("sympy"))
    }


def _check_free(arguments: list[sp.Symbol], stages: Stages, elements: list[sp.Expr]) -> None:
    """Make sure that nothing but the arguments and what is computed from them is read."""
    known = set(arguments)
    for symbol, value in stages.defined:
        if not value.free_symbols <= known:
            raise UnsupportedFormula(f"{value!s:.80} reads something undefined")
        known.add(symbol)
    if any(not element.free_symbols <= known for element in elements):
        raise UnsupportedFormula("a weight's formula reads something undefined")


def _over_rows(
    network: Network, stages: Stages, function: Callable[..., Any], factors: list[sp.Expr]
) -> Callable[..., Array]:
    """The function of one sample's scalars, mapped over the rows, added up, and multiplied by the factor."""
    by_row = [stages.rows in tensor.axes for tensor in network.given]

    def run(*arrays: Array) -> Array:
        number = arrays[0].dtype
        wide = [array.astype(np.float32) if number.name in SHORT else array for array in arrays]
        count = wide[by_row.index(True)].shape[0] if any(by_row) else 1
        columns = (
            array.reshape(count, -1).T if rows else array.reshape(-1) for array, rows in zip(wide, by_row, strict=True)
        )
        values = function(*(scalar for array in columns for scalar in array))
        terms = np.stack([np.broadcast_to(np.asarray(value, wide[0].dtype), count) for value in values])
        size = {} if stages.rows is None else {stages.rows.size: sp.Integer(count)}
        scale = [float(factor.xreplace(size)) if size else 1.0 for factor in factors]
        return np.asarray((terms.sum(axis=1) * np.asarray(scale, terms.dtype)).astype(number))

    return run
