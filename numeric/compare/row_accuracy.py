"""Row by row: the gradient with respect to the logits from each source, against the truth at the same logits.

The logits are the tensor that the network's head begins with. Rounding of what is below them has no part here: as the
floats they are, they are what every source is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from derive.gradient.accurate import accurate_formula
from derive.network.definitions import Network

from ..lowering.program import lower_gradients
from ..model.head import Head, head_derivation
from ..model.models import Arrays, Gradients, Parameters
from ..model.plain import plain_model, plain_values
from ..model.stax_twin import NoTwin, stax_model
from ..precision import dtype_named, visible_error
from ..results import Array, RowAccuracy
from ..truth.enclosure import enclose
from ..truth.errors import Errors, errors_against
from .comparison import evaluate_sources, gradients_of


def float_values(
    network: Network, name: str, parameters: Mapping[str, Array], arrays: Mapping[str, Array], dtype: str
) -> Array:
    """Return a tensor as the model in plain JAX computes it in this format.

    >>> from derive.network.building import classifier
    >>> float_values(classifier(), "z", {"W": np.ones((1, 2))}, {"x": np.ones((1, 2)), "y": np.ones((1, 1))}, "float32")
    array([[2.]], dtype=float32)
    """
    number = dtype_named(dtype)
    given = {key: np.asarray(values, number) for key, values in {**arrays, **parameters}.items()}
    with jax.default_matmul_precision("highest"):
        return np.asarray(_compiled(network, name)(given)[name])


@cache
def _compiled(network: Network, name: str) -> Any:
    """One tensor of the plain model, compiled once for all blocks of rows."""
    return jax.jit(plain_values(network, [name]))


def row_gradients(
    head: Head, z: Array, arrays: Mapping[str, Array], *, accurate: bool = True, twin: bool = False
) -> dict[str, Array]:
    """Return the slope of each sample's loss by its logits, by our formula and by autodiff of the plain loss.

    Args:
        head: whose source the logits are.
        z: logits, in the format in which everything is computed.
        arrays: the other data that the head takes: labels.
        accurate: whether ours is the accurate form or the formula as it stands.
        twin: whether there is a stax model, whose layers end at the logits: its loss is judged beside the others.
    """
    sources = dict(head_sources(head, accurate))
    return at_logits(head, {**sources, **({"stax": sources["custom"]} if twin else {})}, z, arrays)


def at_logits(
    head: Head, functions: Mapping[str, Gradients], z: Array, arrays: Mapping[str, Array]
) -> dict[str, Array]:
    """Evaluate sources of the slope by the logits at given logits."""
    name = head.source.name
    others = {t.name: np.asarray(arrays[t.name], z.dtype) for t in head.network.given if t.name != name}
    found = evaluate_sources(functions, {name: z}, others)
    return {source: np.asarray(values[name]) for source, values in found.items()}


@cache
def head_sources(head: Head, accurate: bool) -> Mapping[str, Gradients]:
    """Our formula, in its accurate form or as it stands, and autodiff of the plain loss, by the logits."""
    name = head.source.name
    derivation = head_derivation(head)
    formula = accurate_formula(derivation) if accurate else derivation.formula
    ours = gradients_of(lower_gradients(head.network, {name: formula}))
    model = plain_model(head.network)

    def by_autodiff(point: Parameters, arrays: Arrays) -> Parameters:
        return model.gradients(point, arrays)

    return {"ours": ours, "custom": by_autodiff}


def row_accuracy(
    head: Head, z: Array, arrays: Mapping[str, Array], *, accurate: bool = True, twin: bool = False
) -> dict[str, RowAccuracy]:
    """Judge every row's gradient with respect to its logits, for ours, stax and custom.

    Args:
        head: whose source the logits are.
        z: logits in float32 or float64, taken as exact, one row for each sample.
        arrays: the other data that the head takes.
        accurate: whether ours is the accurate form or the formula as it stands.
        twin: whether there is a stax model.

    Raises:
        InputError: a logit is not finite.

    >>> from derive.network.building import classifier
    >>> from ..model.head import head_of
    >>> labels = {"y": np.array([[1.0, 0.0, 0.0]])}
    >>> accuracy = row_accuracy(head_of(classifier()), np.array([[40.0, 0.0, 0.0]]), labels)
    >>> accuracy["custom"].exact_zeros, accuracy["ours"].max_ulp < 4
    (1, True)
    """
    rows = len(z)
    truth = true_row_gradients(head, z, arrays).reshape(rows, -1)
    found = row_gradients(head, z, arrays, accurate=accurate, twin=twin)
    columns = {source: values.reshape(rows, -1) for source, values in found.items()}
    dtype, visible = z.dtype.name, visible_error(z.dtype.name)
    return {s: accuracy_of(v, errors_against(v, truth, dtype, v.shape[1]), visible) for s, v in columns.items()}


def true_row_gradients(head: Head, z: Array, arrays: Mapping[str, Array]) -> NDArray[Any]:
    """Enclose the slope by the logits, which are taken as exact: ``flint.arb`` balls in the shape of the logits."""
    name = head.source.name
    others = {t.name: np.asarray(arrays[t.name], z.dtype) for t in head.network.given if t.name != name}
    return enclose(head.network, {**others, name: z}, wrt=[name]).gradients[name]


def has_twin(network: Network) -> bool:
    """True where there is a stax model of the network."""
    return not isinstance(stax_model(network), NoTwin)


def accuracy_of(values: Array, errors: Errors, visible: float) -> RowAccuracy:
    """Summarise the rows, each by its worst component among those whose truth is a normal number.

    >>> import flint
    >>> found = np.array([[1.0, 0.0], [3.0, 2.0]], np.float32)
    >>> truth = np.array([[flint.arb(1), flint.arb(1)], [flint.arb(3), flint.arb(2)]], dtype=object)
    >>> summary = accuracy_of(found, errors_against(found, truth, "float32", 2), 1e-3)
    >>> summary.wrong, summary.exact_zeros, summary.median_ulp == summary.max_ulp / 2
    (1, 1, True)
    """
    worst = np.where(errors.normal, errors.ulp, 0.0).max(axis=1)
    zeros = errors.normal & (values == 0)
    wrong = errors.normal & ~(errors.relative <= visible)
    return RowAccuracy(
        max_ulp=float(worst.max()),
        median_ulp=float(np.median(worst)),
        exact_zeros=int(zeros.any(axis=1).sum()),
        wrong=int(wrong.any(axis=1).sum()),
        visible=visible,
    )
