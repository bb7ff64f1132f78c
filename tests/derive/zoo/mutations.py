"""Right formulas with one thing changed: what people get wrong, and changes that change nothing."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from derive.network.definitions import Network


def replaced(expression: sp.Expr, path: tuple[int, ...], new: sp.Expr) -> sp.Expr:
    """The expression with the part at that path replaced; a bound index stays bound."""
    if not path:
        return new
    arguments = list(expression.args)
    arguments[path[0]] = replaced(arguments[path[0]], path[1:], new)
    return expression.func(*arguments)


def parts(expression: sp.Expr, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], sp.Expr]]:
    """Every part of a formula with its path; indices and limits are left alone."""
    yield path, expression
    if isinstance(expression, (sp.Indexed, sp.KroneckerDelta)):
        return
    inner = expression.args[:1] if isinstance(expression, sp.Sum) else expression.args
    for place, argument in enumerate(inner):
        if isinstance(argument, sp.Expr):
            yield from parts(argument, (*path, place))


def mutations(value: sp.Expr, network: Network) -> Iterator[tuple[str, sp.Expr]]:
    """Changed formulas, by what was changed."""
    yield "twice", 2 * value
    yield "the other sign", -value
    yield "a size too many", value * network.axes[0].size
    yield "one part in 10³⁰", value * (1 + sp.Rational(1, 10**30))
    yield "right at sizes 2 and 3 only", value * (1 + (network.axes[0].size - 2) * (network.axes[0].size - 3))
    for path, part in parts(value):
        yield from ((f"{what} at {path}", replaced(value, path, new)) for what, new in _changed(part, network))


def _changed(part: sp.Expr, network: Network) -> Iterator[tuple[str, sp.Expr]]:
    if isinstance(part, sp.Mul):
        for factor in part.args:
            yield f"without {factor}", part / factor
    if isinstance(part, sp.Add):
        for term in part.args:
            yield f"without {term}", part - term
            yield f"minus {term}", part - 2 * term
    if isinstance(part, sp.Pow) and part.exp.is_Integer:
        yield "another power", part.base ** (part.exp + 1)
    if isinstance(part, sp.Indexed):
        yield from _other_elements(part, network)


def _other_elements(element: sp.Indexed, network: Network) -> Iterator[tuple[str, sp.Expr]]:
    """The transposed element, and another tensor of the same shape."""
    own = network.tensor(element.base.label.name)
    first, *others = element.indices
    if len(own.axes) == 2 and own.axes[0] == own.axes[1] and first != others[0]:
        yield "transposed", element.base[others[0], first]
    for tensor in network.tensors:
        if tensor.shape == own.shape and tensor != own:
            yield f"{tensor.name} for {own.name}", tensor.at(*element.indices)
