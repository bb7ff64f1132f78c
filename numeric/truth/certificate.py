"""The certificate: everything that a stranger needs to check a report's gradients again without our code.

It states definitions and gradient formulas as plain trees (``derive.writing.plain_tree``), and holds the data at which
they are evaluated, with the enclosed loss and gradients of some rows. ``numeric.truth.certify`` checks it with code
of its own; nothing here imports that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from derive.errors import UnsupportedFormula
from derive.gradient.derivation import Derivation, Formula
from derive.network.definitions import Condition, Network
from derive.network.tensors import Tensor
from derive.proof.numbers.balls import precision
from derive.writing.plain_tree import PlainTrees, linear, shared_root, with_root

from ..model.samples import sample_axis
from ..model.sizes import sizes_from
from .enclosure import Arrays, decimal, enclose

FORMAT = "backproof certificate 2"
DIGITS, BITS = 30, 256
# How many rows are enclosed follows from how many numbers are given beside them: so says the checker, too.
MULTIPLICATIONS, FEWEST_ROWS = 4_000, 2
MOST_NUMBERS = 60_000
Content = dict[str, Any]


def certificate(network: Network, derivations: Sequence[Derivation], arrays: Arrays) -> str:
    """Return the certificate of these gradients as JSON text, keys sorted.

    Args:
        network: whose definitions are written down.
        derivations: of the network's output; general formulas and those under conditions are stated.
        arrays: the floats of every given tensor, by its name.

    Raises:
        UnsupportedFormula: a formula has no place in a certificate.

    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> arrays = {"x": np.array([0.5]), "y": np.array([1.0, 0.0]), "W": np.array([[0.5], [0.25]])}
    >>> text = certificate(network, [network.gradient("W")], arrays)
    >>> json.loads(text)["results"]["W"][0]
    '-0.234395313313121871377464277201'
    """
    if network.output.axes or not derivations:
        raise UnsupportedFormula("only a loss that is one number has a certificate", hint="end the network in a sum")
    used = _used(network, derivations)
    given = [tensor for tensor in network.given if tensor.name in used]
    some = _some_rows(network, {tensor.name: arrays[tensor.name] for tensor in given})
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in some.items()}
    parts = list(_parts(network, derivations, used))
    root = shared_root(parts_as_lists(parts))
    axis = sample_axis(network)
    content: Content = {
        "format": FORMAT,
        "statement": {
            "given": {tensor.name: _axes(tensor) for tensor in given},
            "rows": linear(axis.size, {}) if axis is not None else "",
            "root": str(root),
            "parts": [{key: with_root(value, root) for key, value in part.items()} for part in parts],
        },
        "sizes": {n: str(s) for n, s in sizes_from((t, arrays[t.name].shape) for t in given).items()},
        "data": {name: [str(Fraction(float(number))) for number in array.flat] for name, array in arrays.items()},
    }
    content["results"] = _results(network, derivations, content, arrays)
    content["sha256"] = digest(content)
    return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=True) + "\n"


def parts_as_lists(parts: Sequence[Content]) -> list[Any]:
    """The trees of all parts in one list."""
    return [list(part.values()) for part in parts]


def digest(content: Any) -> str:
    """The SHA-256 of a value of JSON.

    >>> digest([])[:8]
    '4f53cda1'
    """
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def statement_of(text: str) -> str:
    """The hash of what a certificate states: definitions, conditions and formulas, without the data."""
    return digest(json.loads(text)["statement"])


def _axes(tensor: Tensor) -> list[str]:
    return [linear(size, {}) for size in tensor.shape]


def _used(network: Network, derivations: Sequence[Derivation]) -> set[str]:
    """The tensors that the output and the formulas are made of."""
    used = {network.output.name}
    for derivation in derivations:
        for formula in (derivation.general, derivation.formula):
            used |= {tensor.name for tensor in network.tensors_in(formula.value)}
    for definition in reversed(network.definitions):
        if definition.tensor.name in used:
            used |= {tensor.name for tensor in network.tensors_in(definition.value)}
    return used


def _parts(network: Network, derivations: Sequence[Derivation], used: set[str]) -> Iterator[Content]:
    """The general formulas; and those under conditions, of the network whose labels are divided by their sums."""
    yield _part(network, [d.general for d in derivations], derivations, used, ())
    conditions = tuple(dict.fromkeys(c for d in derivations for c in d.formula.conditions if not c.one_hot))
    if conditions:
        yield _part(network, [d.formula for d in derivations], derivations, used, conditions)


def _part(
    network: Network,
    formulas: Sequence[Formula],
    derivations: Sequence[Derivation],
    used: set[str],
    conditions: Sequence[Condition],
) -> Content:
    normed = {}
    for condition in conditions:
        (tensor,) = network.tensors_in(condition.left)
        normed[tensor.name] = _spare(f"{tensor.name}_normed", network)
    write = PlainTrees(network, normed)
    definitions = [_normed(network, condition, normed) for condition in conditions]
    kept = [d for d in network.definitions if d.tensor.name in used]
    definitions += [[d.tensor.name, _ranges(d.tensor, d.indices), _tree(write, d.value, d.indices)] for d in kept]
    return {
        "definitions": definitions,
        "held": [d.tensor.name for d in kept if d.held],
        "formulas": [
            [d.wrt.name, _ranges(d.wrt, formula.indices), _tree(write, formula.value, formula.indices)]
            for d, formula in zip(derivations, formulas, strict=True)
        ],
    }


def _spare(name: str, network: Network) -> str:
    while any(tensor.name == name for tensor in network.tensors):
        name += "_"
    return name


def _tree(write: PlainTrees, value: sp.Expr, indices: Sequence[sp.Symbol]) -> Any:
    return write.tree(value, {index: index.name for index in indices})


def _ranges(tensor: Tensor, indices: Sequence[sp.Symbol]) -> list[list[str]]:
    return [[index.name, size] for index, size in zip(indices, _axes(tensor), strict=True)]


def _normed(network: Network, condition: Condition, normed: Mapping[str, str]) -> list[Any]:
    """``y_normed[n, k] := right · y[n, k] / Σ_j y[n, j]``: all that meets Σ_k y[n, k] = right is of this form."""
    total, right = condition.left, condition.right
    (tensor,) = network.tensors_in(total)
    fits = isinstance(total, sp.Sum) and len(total.limits) == 1 and isinstance(total.function, sp.Indexed)
    if (
        not (fits and right.is_Rational and right != 0)
        or network.definition(tensor.name)
        or len(normed) != len({*normed})
    ):
        raise UnsupportedFormula("such a condition has no place in a certificate", hint="a sum of labels that is 1 has")
    bound = total.limits[0][0]
    element = total.function
    other = sp.Dummy(bound.name, integer=True, positive=True)
    value = right * element / sp.Sum(element.xreplace({bound: other}), (other, *total.limits[0][1:]))
    return [normed[tensor.name], _ranges(tensor, element.indices), _tree(PlainTrees(network), value, element.indices)]


def _some_rows(network: Network, arrays: Arrays) -> dict[str, Any]:
    """The arrays; of more than 60,000 numbers as many rows, evenly spread, as that takes."""
    axis = sample_axis(network)
    if axis is None:
        return dict(arrays)
    by_row = [name for name, array in arrays.items() if network.tensor(name).axes[:1] == (axis,)]
    arrays = {name: array if hasattr(array, "size") else np.asarray(array) for name, array in arrays.items()}
    rows = len(arrays[by_row[0]])
    most = max(FEWEST_ROWS, MOST_NUMBERS * rows // max(1, sum(arrays[name].size for name in by_row)))
    chosen = np.arange(rows) if rows <= most else np.linspace(0, rows - 1, most).astype(int)
    return {name: _taken(network.tensor(name), array, chosen, str(axis.size)) for name, array in arrays.items()}


def _taken(tensor: Tensor, array: Any, rows: Any, size: str) -> Any:
    for place, axis in enumerate(_axes(tensor)):
        if axis == size:
            array = array[rows] if place == 0 else np.take(array, rows, axis=place)
    return array


def _results(
    network: Network, derivations: Sequence[Derivation], content: Content, arrays: Mapping[str, Any]
) -> dict[str, list[str]]:
    """Loss and gradients by ``enclose``, which shares no code with the checker, at rows that the hash chooses."""
    rows, shapes = content["statement"]["rows"], content["statement"]["given"]
    names = [d.wrt.name for d in derivations if d.wrt.name in shapes]
    if rows:
        seed, count = digest(content), int(content["sizes"][rows])
        others = sum(len(content["data"][name]) for name, axes in shapes.items() if rows not in axes)
        order = sorted(range(count), key=lambda row: int(digest([seed, "row", row]), 16))
        chosen = sorted(order[: max(FEWEST_ROWS, MULTIPLICATIONS // max(others, 1))])
        arrays = {name: _taken(network.tensor(name), array, chosen, rows) for name, array in arrays.items()}
    truth = enclose(network, arrays, names, bits=BITS)
    with precision(2 * BITS):
        found = {name: [decimal(ball, DIGITS) for ball in truth.gradients[name].flat] for name in names}
        return {network.output.name: [decimal(truth.loss, DIGITS)], **found}
