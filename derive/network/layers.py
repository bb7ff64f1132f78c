"""Layers: functions that return definitions in index notation, of tensors that the caller names.

A layer is any function like these; ``derive.network.blocks`` names the tensors and stacks layers by their words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sympy as sp

from .axes import Axis, index_symbol
from .definitions import Definition
from .functions import function_named
from .tensors import Tensor

SAMPLES = Axis("samples", "nm", "N")
FEATURES = Axis("features", "dec", "D")
CLASSES = Axis("classes", "kjli", "K")

Function = Callable[[sp.Expr], sp.Expr]
Indices = tuple[sp.Symbol, ...]


def spare_index(axis: Axis, taken: Iterable[sp.Symbol]) -> sp.Symbol:
    """The first index of the axis that is not taken.

    >>> spare_index(CLASSES, [index_symbol("k")])
    j
    """
    return index_symbol(axis.spare_letter({index.name for index in taken}))


def spare_indices(axes: Iterable[Axis], taken: Iterable[sp.Symbol]) -> Indices:
    """An index for each of the axes, none of them taken and no two the same.

    >>> spare_indices([CLASSES, CLASSES], [index_symbol("k")])
    (j, l)
    """
    found: list[sp.Symbol] = []
    known = tuple(taken)
    for axis in axes:
        found.append(spare_index(axis, (*known, *found)))
    return tuple(found)


def along(tensor: Tensor, axes: Iterable[Axis]) -> Indices:
    """The tensor's own index on each of these axes, which it has.

    >>> from .tensors import Role
    >>> z = Tensor("z", (SAMPLES, CLASSES), Role.INTERMEDIATE, "logits")
    >>> along(z, [CLASSES, SAMPLES])
    (k, n)
    """
    left = list(zip(tensor.axes, tensor.indices, strict=True))
    found = []
    for axis in axes:
        place = next(number for number, (own, _) in enumerate(left) if own == axis)
        found.append(left.pop(place)[1])
    return tuple(found)


def dense(output: Tensor, source: Tensor, weights: Tensor, bias: Tensor | None = None) -> Definition:
    """``z[…, k] := Σ_d W[k, d] x[…, d] (+ b[k])``: a dense (fully connected) layer.

    The weights lack the axis k where there is one output, and have an axis in front of it where there are heads.

    >>> from .tensors import Role
    >>> x, w = Tensor("x", (SAMPLES, FEATURES), Role.INPUT, "features"), Tensor("w", (FEATURES,), Role.PARAMETER, "")
    >>> dense(Tensor("z", (SAMPLES,), Role.INTERMEDIATE, "score"), x, w).value
    Sum(w[d]*x[n, d], (d, 1, D))
    """
    inner = spare_index(weights.axes[-1], output.indices)
    own, carried = along(output, weights.axes[:-1]), along(output, source.axes[:-1])
    value = sp.Sum(weights.at(*own, inner) * source.at(*carried, inner), weights.axes[-1].limits(inner))
    if bias is not None:
        value = value + bias.at(*along(output, bias.axes))
    return Definition(output, output.indices, value, "dense layer")


def elementwise(output: Tensor, source: Tensor, function: str | Function) -> Definition:
    """``a[…] := f(u[…])``: an activation, or any function by its name, entry by entry."""
    if isinstance(function, str):
        function = function_named(function)
    name = getattr(function, "name", "") or getattr(function, "__name__", "function")
    return Definition(output, output.indices, function(source.at(*output.indices)), str(name))


def softmax(output: Tensor, logits: Tensor, temperature: sp.Expr = sp.S.One, mask: Tensor | None = None) -> Definition:
    """``p[…, k] := exp(z[…, k]) / Σ_j exp(z[…, j])``.

    With a ``temperature`` τ it is of z / τ; with a ``mask`` m[k], which is 1 for what counts and else 0, each
    exponential has it as a factor.
    """
    *batch, k = output.indices
    axis = output.axes[-1]
    j = spare_index(axis, output.indices)

    def weight(index: sp.Symbol) -> sp.Expr:
        power = sp.exp(logits.at(*batch, index) / temperature)
        return power if mask is None else mask.at(index) * power

    return Definition(output, output.indices, weight(k) / sp.Sum(weight(j), axis.limits(j)), "softmax")


def log_softmax(output: Tensor, logits: Tensor) -> Definition:
    """``q[…, k] := z[…, k] − log Σ_j exp(z[…, j])``."""
    *batch, k = output.indices
    j = spare_index(output.axes[-1], output.indices)
    total = sp.Sum(sp.exp(logits.at(*batch, j)), output.axes[-1].limits(j))
    return Definition(output, output.indices, logits.at(*batch, k) - sp.log(total), "log-softmax")


def residual(output: Tensor, source: Tensor, branch: Tensor) -> Definition:
    """``r[…] := x[…] + f[…]``: what came in is added to what a branch has made of it."""
    indices = output.indices
    return Definition(output, indices, source.at(*indices) + branch.at(*indices), "skip connection")


def normalisation(
    output: Tensor, source: Tensor, moments: tuple[Tensor, Tensor, Tensor], axis: Axis, epsilon: sp.Expr = sp.S.Zero
) -> tuple[Definition, ...]:
    """The mean μ and the variance v over one axis, the deviation ``s := √(v + ε)``, and ``x̂ := (x − μ) / s``.

    Over the features it is layer norm, over the samples batch norm as in training. ``moments`` are μ, v and s.

    >>> from .tensors import Role
    >>> x = Tensor("x", (SAMPLES, FEATURES), Role.INPUT, "features")
    >>> moments = tuple(Tensor(name, (SAMPLES,), Role.INTERMEDIATE, "") for name in ("mu", "v", "s"))
    >>> for definition in normalisation(Tensor("xhat", x.axes, Role.INTERMEDIATE, ""), x, moments, FEATURES):
    ...     print(definition.left, definition.value)
    mu[n] Sum(x[n, d], (d, 1, D))/D
    v[n] Sum((-mu[n] + x[n, d])**2, (d, 1, D))/D
    s[n] sqrt(v[n])
    xhat[n, d] (-mu[n] + x[n, d])/s[n]
    """
    mean, variance, deviation = moments
    place, limits = source.axes.index(axis), axis.limits
    kept = mean.indices
    inner = spare_index(axis, kept)
    entry = source.at(*kept[:place], inner, *kept[place:])
    squares = sp.Sum((entry - mean.at(*kept)) ** 2, limits(inner))
    own = along(output, mean.axes)
    value = (source.at(*output.indices) - mean.at(*own)) / deviation.at(*own)
    return (
        Definition(mean, kept, sp.Sum(entry, limits(inner)) / axis.size, "mean"),
        Definition(variance, kept, squares / axis.size, "variance"),
        Definition(deviation, kept, sp.sqrt(variance.at(*kept) + epsilon), "standard deviation"),
        Definition(output, output.indices, value, "normalised values"),
    )


def gain_and_offset(output: Tensor, source: Tensor, gain: Tensor, offset: Tensor) -> Definition:
    """``r[…, d] := g[d] x̂[…, d] + c[d]``: what a norm is followed by."""
    own = along(output, gain.axes)
    value = gain.at(*own) * source.at(*output.indices) + offset.at(*own)
    return Definition(output, output.indices, value, "gain and offset")


def dropout(output: Tensor, source: Tensor, mask: Tensor, kept: sp.Expr = sp.S.One) -> Definition:
    """``r[…] := m[…] a[…] / q``: a given mask m, 1 for what is kept and else 0, and the share q that is kept."""
    indices = output.indices
    return Definition(output, indices, mask.at(*indices) * source.at(*indices) / kept, "dropout")


def embedding(output: Tensor, words: Tensor, table: Tensor) -> Definition:
    """``e[…, h] := Σ_v x[…, v] U[v, h]``: the row of the table that a one-hot word names."""
    v = spare_index(table.axes[0], output.indices)
    *carried, unit = output.indices
    value = sp.Sum(words.at(*carried, v) * table.at(v, unit), table.axes[0].limits(v))
    return Definition(output, output.indices, value, "embedding")


def convolution(output: Tensor, source: Tensor, kernel: Tensor, bias: Tensor | None = None) -> Definition:
    """``u[…, i, h] := Σ_s Σ_c F[h, s, c] x[…, i + s − 1, c] (+ b[h])``, in one dimension and without a border.

    The axis of i has the size I − S + 1; the kernel lacks h where there is one output channel, and c where the
    source has no channels.
    """
    channels = kernel.axes[-1:] if source.axes[-1] == kernel.axes[-1] else ()
    heads = tuple(axis for axis in kernel.axes[:-1] if axis in output.axes)
    taps = kernel.axes[len(heads)]
    places = output.axes[-1 - len(heads)]
    rows = along(output, output.axes[: -1 - len(heads)])
    (i,) = along(output, (places,))
    s, *c = spare_indices((taps, *channels), output.indices)
    product = kernel.at(*along(output, heads), s, *c) * source.at(*rows, i + s - 1, *c)
    inner = [axis.limits(index) for axis, index in zip((taps, *channels), (s, *c), strict=True)]
    value = sp.Sum(product, *inner)
    if bias is not None:
        value = value + bias.at(*along(output, bias.axes))
    return Definition(output, output.indices, value, "convolution")


def mean_pooling(output: Tensor, source: Tensor, axis: Axis) -> Definition:
    """``h[n, d] := (1/T) Σ_t x[n, t, d]``: the mean over one axis, the positions."""
    place, kept = source.axes.index(axis), output.indices
    inner = spare_index(axis, kept)
    entry = source.at(*kept[:place], inner, *kept[place:])
    return Definition(output, kept, sp.Sum(entry, axis.limits(inner)) / axis.size, "mean pooling")


def attention_scores(output: Tensor, queries: Tensor, keys: Tensor) -> Definition:
    """``S[…, i, j] := Σ_h Q[…, i, h] K[…, j, h] / √H``: scaled dot products of queries and keys."""
    *carried, i, j = output.indices
    h = spare_index(queries.axes[-1], output.indices)
    total = sp.Sum(queries.at(*carried, i, h) * keys.at(*carried, j, h), queries.axes[-1].limits(h))
    return Definition(output, output.indices, total / sp.sqrt(queries.axes[-1].size), "scores")


def attention(output: Tensor, weights: Tensor, values: Tensor) -> Definition:
    """``O[…, i, h] := Σ_j A[…, i, j] V[…, j, h]``: the mean of the values with the attention weights."""
    *carried, i, h = output.indices
    j = spare_index(weights.axes[-1], output.indices)
    value = sp.Sum(weights.at(*carried, i, j) * values.at(*carried, j, h), weights.axes[-1].limits(j))
    return Definition(output, output.indices, value, "attention")


def join_heads(output: Tensor, heads: Tensor, weights: Tensor) -> Definition:
    """``r[…, i, d] := Σ_r Σ_h P[d, r, h] O[…, r, i, h]``: the projection of all heads together."""
    *carried, i, d = output.indices
    inner = spare_indices(weights.axes[1:], output.indices)
    limits = [axis.limits(index) for axis, index in zip(weights.axes[1:], inner, strict=True)]
    value = sp.Sum(weights.at(d, *inner) * heads.at(*carried, inner[0], i, inner[1]), *limits)
    return Definition(output, output.indices, value, "heads together")
