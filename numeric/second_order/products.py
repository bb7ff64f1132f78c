"""Relatives of the Hessian that need no matrix, as array code: products with a vector, vᵀHv, diagonals, norms.

Each is one more definition of the network, derived like any gradient, and lowered like one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import sympy as sp

from derive.algebra.deltas import collapse
from derive.algebra.indices import fresh_index, substitute
from derive.algebra.tidying import tidy
from derive.errors import UnsupportedFormula
from derive.gradient.backward import derive_gradients
from derive.gradient.derivation import Derivation, Formula
from derive.network.axes import index_symbol
from derive.network.definitions import Definition, Network
from derive.network.short_repr import short_repr
from derive.network.tensors import Role, Tensor

from .. import precision as precision  # switches JAX to 64 bits before the first array
from ..lowering.one_pass import Form, program
from ..lowering.program import Arrays, LoweredProgram
from ..model.head import NoHead, head_of, losses_apart
from .confident import accurately
from .derived import second_derivatives
from .directional import along_a_direction, free_name, hessian_vector, parameter_names, taken_names
from .pair_lowering import lower_widely

Named = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Product:
    """A compiled relative of the Hessian; called with the arrays by name, and the direction by the parameters' names.

    ``network`` is the one whose definitions it comes from, with the directions among its given tensors.
    """

    network: Network
    source: str
    arguments: tuple[str, ...]
    function: Callable[..., dict[str, jax.Array]]
    directions: Mapping[str, str]

    __repr__ = short_repr

    def __call__(self, arrays: Arrays, direction: Named | None = None) -> dict[str, jax.Array]:
        """The results by name: of each parameter, or of what is computed."""
        moved = {self.directions[name]: value for name, value in (direction or {}).items()}
        given = [jnp.asarray({**arrays, **moved}[name]) for name in self.arguments]
        with jax.default_matmul_precision("highest"):
            return dict(jax.jit(self.function)(*given))


def hessian_vector_product(network: Network, wrt: tuple[str, ...] = (), form: Form = "fast") -> Product:
    """H v for a direction v of the parameters, by the parameters' names.

    ``fast`` reads the data once, in blocks of samples; ``accurate`` keeps the digits of confident rows: there
    u_k − Σ_j p_j u_j is u_k Σ_{j≠k} p_j − Σ_{j≠k} p_j u_j.

    >>> from derive.network.building import classifier
    >>> product = hessian_vector_product(classifier())
    >>> arrays = {"x": [[2.0]], "W": [[0.0], [0.0]], "y": [[1.0, 0.0]]}
    >>> product(arrays, {"W": [[1.0], [0.0]]})["W"].tolist()
    [[1.0], [-1.0]]
    """
    found = along_a_direction(network, wrt)
    derived = hessian_vector(network, wrt)
    if form == "fast":
        lowered = _in_one_pass(found.network, derived)
    else:
        lowered = lower_widely(
            found.network, {name: accurately(one.formula, found.network) for name, one in derived.items()}
        )
    return _product(found.network, lowered, dict(found.directions))


def _in_one_pass(network: Network, derived: Mapping[str, Derivation]) -> LoweredProgram:
    """The data are read once; with several hidden layers as the formulas stand."""
    try:
        return program(network, tuple(derived), form="fast").lowered
    except UnsupportedFormula:
        return lower_widely(network, {name: one.formula for name, one in derived.items()})


def quadratic_form(network: Network, wrt: tuple[str, ...] = ()) -> Product:
    """vᵀ H v, the curvature of the loss along a direction, under the name ``curvature``.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": [[2.0]], "W": [[0.0], [0.0]], "y": [[1.0, 0.0]]}
    >>> float(quadratic_form(classifier())(arrays, {"W": [[1.0], [0.0]]})["curvature"])
    1.0
    """
    found = along_a_direction(network, wrt)
    derived, directions = hessian_vector(network, wrt), dict(found.directions)
    terms = []
    for name, one in derived.items():
        direction = found.network.tensor(directions[name])
        product = direction.at(*one.formula.indices) * one.formula.value
        terms.append(_summed(product, [a.limits(i) for a, i in zip(direction.axes, one.formula.indices, strict=True)]))
    longer, name = _with(found.network, "curvature", (), (), sp.Add(*terms))
    return _product(longer, _forward(longer, [name]), directions, {name: "curvature"})


def gauss_newton_vector_product(network: Network, wrt: tuple[str, ...] = ()) -> Product:
    """Jᵀ H_z J v: the Hessian without the curvature of what lies below the outputs z, the Fisher matrix of a softmax.

    J is ∂z/∂parameters and H_z the Hessian of the loss by z, the tensor through which all parameters act on the loss
    of the samples.

    Raises:
        UnsupportedFormula: there is no such tensor.

    >>> from derive.network.building import classifier
    >>> product = gauss_newton_vector_product(classifier())
    >>> arrays = {"x": [[2.0]], "W": [[0.0], [0.0]], "y": [[1.0, 0.0]]}
    >>> product(arrays, {"W": [[1.0], [0.0]]})["W"].tolist()
    [[1.0], [-1.0]]
    """
    head = head_of(network)
    if isinstance(head, NoHead):
        raise UnsupportedFormula(f"there is no Gauss–Newton matrix: {head.reason}", hint="take the Hessian's product")
    outputs = network.tensor(head.source.name)
    names = [n for n in parameter_names(network, wrt) if network.depends(outputs, network.tensor(n))]
    moved, directions = _outputs_along(network, outputs, names)
    curved, pushed = _pushed(moved, network, outputs)
    results = {}
    for name, derivation in derive_gradients(network, names, of=outputs.name).items():
        formula = derivation.formula
        at = formula.indices[: len(outputs.axes)]
        product = curved.tensor(pushed).at(*at) * formula.value
        limits = [axis.limits(i) for axis, i in zip(outputs.axes, at, strict=True)]
        rest = formula.indices[len(at) :]
        value = tidy(collapse(_summed(product, limits)))
        curved, results[name] = _with(curved, f"GN_{name}", derivation.wrt.axes, rest, value)
    lowered = _forward(curved, list(results.values()))
    return _product(curved, lowered, directions, {made: name for name, made in results.items()})


def _outputs_along(network: Network, outputs: Tensor, names: list[str]) -> tuple[Network, dict[str, str]]:
    """J v as one more definition, Jv, and the names of the directions."""
    taken = taken_names(network)
    directions, terms, at = [], [], outputs.indices
    for name, derivation in derive_gradients(network, names, of=outputs.name).items():
        direction = Tensor(free_name(f"V{name}", taken), derivation.wrt.axes, Role.INPUT, "direction")
        indices = derivation.formula.indices
        own, below = indices[: len(at)], indices[len(at) :]
        fresh = {index: fresh_index(index) for index in below}
        value = substitute(derivation.formula.value, {**dict(zip(own, at, strict=True)), **fresh})
        product = direction.at(*fresh.values()) * value
        limits = [axis.limits(fresh[i]) for axis, i in zip(direction.axes, below, strict=True)]
        terms.append(tidy(collapse(_summed(product, limits))))
        directions.append(direction)
    longer = Network((*network.given, *directions), network.definitions, network.conditions)
    longer, _ = _with(longer, "Jv", outputs.axes, at, sp.Add(*terms))
    return longer, dict(zip(names, (direction.name for direction in directions), strict=True))


def _pushed(moved: Network, network: Network, outputs: Tensor) -> tuple[Network, str]:
    """H_z J v as one more definition: the gradient by z of the slope along J v."""
    first = derive_gradients(network, [outputs.name])[outputs.name].formula
    second = network.hessian(outputs.name).formula
    own = second.indices[: len(first.indices)]
    other = second.indices[len(own) :]
    along = moved.output.at(*other)
    limits = [axis.limits(i) for axis, i in zip(outputs.axes, other, strict=True)]
    value = tidy(collapse(_summed(second.value * along, limits)))
    return _with(moved, "HJv", outputs.axes, own, value)


def diagonal(network: Network, wrt: str) -> Product:
    """The diagonal of the Hessian by one parameter, an array of the parameter's shape, under its name.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": [[2.0]], "W": [[0.0], [0.0]], "y": [[1.0, 0.0]]}
    >>> diagonal(classifier(), "W")(arrays)["W"].tolist()
    [[1.0], [1.0]]
    """
    formula = second_derivatives(network, (wrt,))[wrt, wrt]
    rank = len(formula.indices) // 2
    own, other = formula.indices[:rank], formula.indices[rank:]
    value = _ones(substitute(formula.value, dict(zip(other, own, strict=True))))
    axes = network.tensor(wrt).axes
    longer, name = _with(network, f"diag_{wrt}", axes, own, value)
    formula = accurately(_formula(longer, name), longer)
    return _product(longer, lower_widely(longer, {wrt: formula}), {})


def squared_gradient_norms(network: Network, wrt: tuple[str, ...] = ()) -> Product:
    """‖∂L_n/∂parameters‖² for each sample, under the name ``norms``: no gradient of a sample is made.

    Raises:
        UnsupportedFormula: the loss is no sum over the samples.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": [[2.0], [1.0]], "W": [[0.0], [0.0]], "y": [[1.0, 0.0], [0.0, 1.0]]}
    >>> squared_gradient_norms(classifier())(arrays)["norms"].tolist()
    [2.0, 0.5]
    """
    apart = losses_apart(network)
    if apart is None:
        raise UnsupportedFormula("the loss is no sum over the samples", hint="samples that meet have no own gradient")
    names = [n for n in parameter_names(network, wrt) if apart.depends(apart.output, apart.tensor(n))]
    terms, row = [], apart.output.indices
    for derivation in derive_gradients(apart, names, of=apart.output.name).values():
        own, below = derivation.formula.indices[:1], derivation.formula.indices[1:]
        value = substitute(derivation.formula.value, dict(zip(own, row, strict=True)))
        limits = [axis.limits(i) for axis, i in zip(derivation.wrt.axes, below, strict=True)]
        terms.append(_summed(value**2, limits))
    longer, name = _with(apart, "norms", apart.output.axes, row, sp.Add(*terms))
    return _product(longer, _forward(longer, [name]), {}, {name: "norms"})


def _summed(value: sp.Expr, limits: list[Any]) -> sp.Expr:
    return sp.Sum(value, *limits) if limits else value


def _ones(value: sp.Expr) -> sp.Expr:
    """δ_kk is 1."""
    same = {d: sp.S.One for d in value.atoms(sp.KroneckerDelta) if d.args[0] == d.args[1]}
    return tidy(value.xreplace(same))


def _forward(network: Network, names: list[str]) -> LoweredProgram:
    """The values of defined tensors."""
    return lower_widely(network, {name: _formula(network, name) for name in names})


def _formula(network: Network, name: str) -> Formula:
    definition = network.definition(name)
    assert definition is not None
    return Formula(definition.left, definition.value, definition.indices, network=network)


def _with(
    network: Network, name: str, axes: tuple[Any, ...], indices: tuple[sp.Symbol, ...], value: sp.Expr
) -> tuple[Network, str]:
    """The network with one more definition, and its name."""
    taken = taken_names(network)
    tensor = Tensor(free_name(name, taken), axes, Role.INTERMEDIATE, name)
    plain = {index: index_symbol(index.name) for index in indices}
    definition = Definition(tensor, tuple(plain.values()), substitute(value, plain), name)
    return Network(network.given, (*network.definitions, definition), network.conditions), tensor.name


def _product(
    network: Network, lowered: LoweredProgram, directions: Mapping[str, str], names: Mapping[str, str] | None = None
) -> Product:
    function = lowered.function
    if names:

        def renamed(*given: Any) -> dict[str, jax.Array]:
            return {names.get(key, key): value for key, value in lowered.function(*given).items()}

        function = renamed
    return Product(network, lowered.source, lowered.arguments, function, directions)
