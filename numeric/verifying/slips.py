"""The usual slips in a hand-written gradient, found by their values: which change of the right one gives that?

A factor, a sign, an exchange; or the gradient of a network in which one definition is differentiated otherwise: as if
a function had the slope 1, a softmax its diagonal only, a path or a term were not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derive.errors import BackproofError
from derive.network.axes import size_symbol
from derive.network.definitions import Definition, Network
from derive.network.function_heads import Relu
from derive.network.functions import function_of
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.proof.every_size import Derivatives
from derive.writing.text import text

from ..tracing.shares import softmax_parts
from .agreement import Held, relative
from .evaluation import Arrays, Sizes, value_at
from .pairs import Translated, Written

SAME = 1e-9
F, U = sp.symbols("f u", real=True)
# What is written for the derivative of f(u) where another function is meant, or a power or the argument is forgotten.
WRONG_SLOPES = (1 - F, 1 - F**2, F * (1 - F), 1 - U**2, U * (1 - U), 1 - U, F, -F, sp.cos(U), -sp.sin(U), 1 + F, F**2)
NUMBERS = (sp.Integer(1), sp.Integer(2), sp.Rational(1, 2), sp.Integer(4), sp.Rational(1, 4))
LONGEST_LINE = 70


@dataclass(frozen=True, slots=True)
class Samples:
    """The values of the written gradient at some points, with those of all tensors."""

    sizes: tuple[Sizes, ...]
    known: tuple[Arrays, ...]
    written: tuple[NDArray[Any], ...]

    def are(self, values: Sequence[NDArray[Any]]) -> bool:
        """True where the written gradient has these values at every point."""
        return all(relative(w, v) < SAME for w, v in zip(self.written, values, strict=True))


def slip_of(translated: Translated, held: Held, written: Written, right: Sequence[NDArray[Any]]) -> str:
    """The sentence that says what is wrong; empty where nothing usual explains it."""
    assert written.tensor is not None
    name = written.tensor.name
    samples = Samples(
        tuple(point.sizes for point in held.points[1:]),
        held.values[1:],
        tuple(values[name] for values in held.values[1:]),
    )
    if samples.are(right[1:]):
        return _any_factor(samples, right[1:]) or ""  # by less than is looked at below
    for sentence, values in _explanations(translated, samples, written, right[1:]):
        factor = factor_between(samples, values, translated)
        if factor is not None:
            return " and ".join(part for part in (sentence, factor) if part)
    if not any(values.any() for values in samples.written):
        return "it is 0 wherever it was looked at"
    return _any_factor(samples, right[1:]) or ""


def _explanations(
    translated: Translated, samples: Samples, written: Written, right: Sequence[NDArray[Any]]
) -> Iterator[tuple[str, Sequence[NDArray[Any]]]]:
    yield "", right
    square = right[0].ndim == 2 and all(values.shape[0] == values.shape[1] for values in right)
    if square:
        yield "it is transposed", [values.T for values in right]
    given = translated.network.tensor(written.argument.name)
    for sentence, network, more in changed_networks(translated, samples):
        values = _gradients(network, translated.loss, given, samples, more)
        if values is not None and any(np.abs(v).max(initial=0.0) > 0 for v in values):
            yield sentence, values


def factor_between(samples: Samples, values: Sequence[NDArray[Any]], translated: Translated) -> str | None:
    """Empty where the written gradient has these values, the factor in words where it has a multiple; else None."""
    if samples.are(values):
        return ""
    names = translated.translation.sizes.names
    for number, sign in product(NUMBERS, (1, -1)):
        for factor in _with_sizes(sign * number, names):
            scaled = [float(_at(factor, sizes)) * v for v, sizes in zip(values, samples.sizes, strict=True)]
            if factor != 1 and samples.are(scaled):
                return _factor_in_words(factor)
    return None


def _with_sizes(number: sp.Expr, names: Sequence[str]) -> Iterator[sp.Expr]:
    symbols = [size_symbol(name) for name in names]
    yield number
    for symbol in symbols:
        yield number * symbol
        yield number / symbol
    for one, other in product(symbols, repeat=2):
        if one != other:
            yield number * one / other
            yield number * one * other if str(one) < str(other) else number / (one * other)


def _at(factor: sp.Expr, sizes: Sizes) -> sp.Expr:
    return factor.xreplace({size_symbol(name): sp.Integer(number) for name, number in sizes.items()})


def _factor_in_words(factor: sp.Expr) -> str:
    """What is wrong with a gradient that is the right one times this."""
    if factor == -1:
        return "the sign is reversed"
    sign = "the sign is reversed, and " if factor.could_extract_minus_sign() else ""
    size = -factor if sign else factor
    missing = text(1 / size)
    if sp.fraction(size)[1] == 1 and not size.is_Integer:
        return f"{sign}the factor {missing} is missing"
    if size.is_Integer or size.is_number:
        return f"{sign}a factor {text(size)} is too much" if size > 1 else f"{sign}a factor {missing} is missing"
    return f"{sign}the factor {text(size)} is too much"


def _any_factor(samples: Samples, values: Sequence[NDArray[Any]]) -> str | None:
    """A constant factor that is no usual one."""
    ratios = [float(w.ravel()[np.abs(v).argmax()] / v.ravel()[np.abs(v).argmax()])
              for w, v in zip(samples.written, values, strict=True) if np.abs(v).max(initial=0.0) > 0]  # fmt: skip
    if not ratios or not np.isfinite(ratios).all() or max(ratios) - min(ratios) > SAME * abs(ratios[0]):
        return None
    if not samples.are([ratios[0] * v for v in values]):
        return None
    if abs(ratios[0] - 1) < SAME:
        return f"it is wrong by a factor of 1 + {ratios[0] - 1:.1e}"
    return f"a factor {ratios[0]:.12g} is too much"


# The gradient of a network in which one definition is differentiated otherwise.

Change = tuple[str, Network, Sequence[Arrays]]


def changed_networks(translated: Translated, samples: Samples) -> Iterator[Change]:
    """Networks with one slip each: the sentence, the network, and the values of the tensors that are new in it."""
    own = translated.network
    written = {w.tensor.name for w in translated.written if w.tensor is not None}
    for definition in own.definitions:
        on_the_way = definition.tensor.name not in written and own.depends(translated.loss, definition.tensor)
        if not on_the_way and definition.tensor != translated.loss:
            continue
        line = _line(translated, definition)
        yield from _slopes(own, definition, samples, line)
        yield from _diagonal(own, definition, samples, line)
        yield from _terms(own, definition, line)
        if definition.tensor != translated.loss:
            yield _stopped(own, definition, line)


def _line(translated: Translated, definition: Definition) -> str:
    source = translated.translation.sources.get(definition.tensor.name)
    return f"{source.text:.{LONGEST_LINE}}" if source is not None and source.text else definition.tensor.name


def _slopes(own: Network, definition: Definition, samples: Samples, line: str) -> Iterator[Change]:
    """f(u) = u + c with c as it is there: the slope of f is left out."""
    for node in _functions(definition):
        argument = node.args[0]
        name = node.func.__name__.lower()
        kind = "the mask of relu" if node.func is Relu else f"the derivative of {name}"
        yield _with(own, definition, node, argument, samples, f"{kind} is forgotten ({line})")
        if node.func is Relu:
            yield _with(own, definition, node, -Relu(-argument), samples, f"the mask of relu is reversed ({line})")
        for slope in WRONG_SLOPES if node.func not in (sp.exp, sp.log) else ():
            yield _sloped(own, definition, node, slope, samples, f"for the derivative of {name}", line)


def _functions(definition: Definition) -> Iterator[sp.Expr]:
    """The elementary functions of one argument in a definition, at the definition's own indices."""
    free = set(definition.indices)
    for node in sp.preorder_traversal(definition.value):
        elementary = isinstance(node, sp.Function) and len(node.args) == 1 and node.atoms(sp.Indexed)
        if elementary and (function_of(node) is not None or node.func in (sp.exp, sp.log, sp.tanh)):
            own = {s for s in node.free_symbols if s.is_Symbol and s.is_integer and s in _bound(definition.value)}
            if not own - free:
                yield node


def _bound(value: sp.Expr) -> set[sp.Symbol]:
    return {limit[0] for total in value.atoms(sp.Sum) for limit in total.limits}


def _with(
    own: Network, definition: Definition, node: sp.Expr, instead: sp.Expr, samples: Samples, words: str
) -> Change:
    """The network with a function replaced by another of the same values, and another slope."""
    constant = Tensor("const_", definition.tensor.axes, Role.INPUT, "")
    at = constant.at(*definition.indices)
    changed = replace(definition, value=definition.value.xreplace({node: instead + at}))
    more = [{"const_": value_at(node - instead, constant, definition.indices, known, sizes)}
            for known, sizes in zip(samples.known, samples.sizes, strict=True)]  # fmt: skip
    return words, _replaced(own, definition, changed, constant), more


def _sloped(
    own: Network, definition: Definition, node: sp.Expr, slope: sp.Expr, samples: Samples, words: str, line: str
) -> Change:
    """f(u) = a u + c with a the wrong slope: another formula stands for the derivative."""
    factor, constant = (Tensor(name, definition.tensor.axes, Role.INPUT, "") for name in ("slope_", "const_"))
    at = definition.indices
    wrong = slope.xreplace({F: node, U: node.args[0]})
    line_through = factor.at(*at) * node.args[0] + constant.at(*at)
    changed = replace(definition, value=definition.value.xreplace({node: line_through}))
    more = []
    for known, sizes in zip(samples.known, samples.sizes, strict=True):
        a = value_at(wrong, factor, at, known, sizes)
        more.append({"slope_": a, "const_": value_at(node, factor, at, known, sizes)
                     - a * value_at(node.args[0], factor, at, known, sizes)})  # fmt: skip
    shown = text(slope).replace("f", "f(u)")
    return f"{shown} stands {words} at u ({line})", _replaced(own, definition, changed, factor, constant), more


def _diagonal(own: Network, definition: Definition, samples: Samples, line: str) -> Iterator[Change]:
    """exp(z_k)/(exp(z_k) + c): the Jacobian of softmax has its diagonal only."""
    parts = softmax_parts(definition.value)
    if parts is None:
        return
    above, total = parts
    constant = Tensor("const_", definition.tensor.axes, Role.INPUT, "")
    at = constant.at(*definition.indices)
    changed = replace(definition, value=above / (above + at))
    more = [{"const_": value_at(total - above, constant, definition.indices, known, sizes)}
            for known, sizes in zip(samples.known, samples.sizes, strict=True)]  # fmt: skip
    words = f"only the diagonal p(1 − p) of the Jacobian of softmax is used ({line})"
    yield words, _replaced(own, definition, changed, constant), more


def _terms(own: Network, definition: Definition, line: str) -> Iterator[Change]:
    """A definition without one of its terms."""
    terms = sp.Add.make_args(definition.value)
    for term in terms if len(terms) > 1 else ():
        changed = replace(definition, value=definition.value - term)
        yield f"the term {text(term)} is forgotten ({line})", _replaced(own, definition, changed), ()


def _stopped(own: Network, definition: Definition, line: str) -> Change:
    """A definition that is taken as a constant: the part of the gradient that goes through it is missing."""
    kept = tuple(d for d in own.definitions if d != definition)
    network = Network((*own.given, replace(definition.tensor, role=Role.INPUT)), kept, ())
    return f"the part that goes through {definition.tensor.name} is missing ({line})", network, ()


def _replaced(own: Network, old: Definition, new: Definition, *more: Tensor) -> Network:
    definitions = tuple(new if definition == old else definition for definition in own.definitions)
    return Network((*own.given, *more), definitions, ())


def _gradients(
    network: Network, loss: Tensor, given: Tensor, samples: Samples, more: Sequence[Mapping[str, Any]]
) -> list[NDArray[Any]] | None:
    """∂loss/∂given of a changed network, at the values that the tensors of the right one have."""
    indices = given.indices
    try:
        if not network.depends(loss, given):
            return None
        formula = Derivatives(network).worked_out(Partial(loss.at(), given.at(*indices)))
        every = more or [{}] * len(samples.sizes)
        return [
            value_at(formula, given, indices, {**known, **own}, sizes)
            for known, own, sizes in zip(samples.known, every, samples.sizes, strict=True)
        ]
    except (BackproofError, ValueError, RecursionError, StopIteration):
        return None
