"""The usual slips in a hand-written gradient, found by their values: which change of the right one gives that?

A factor, a sign, an exchange; or the gradient of a network in which one definition is differentiated otherwise: as if
a function had the slope 1, a softmax its diagonal only, a path or a term were not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derive.errors import BackproofError
from derive.judging.slips.table import SLIPS
from derive.judging.slips.undone import Claim
from derive.network.axes import Axis, size_symbol
from derive.network.definitions import Definition, Network
from derive.network.function_heads import Relu
from derive.network.functions import function_of
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.proof.derivatives import Derivatives
from derive.writing.text import text

from ..tracing.shares import softmax_parts
from .agreement import Held, relative
from .evaluation import Arrays, Sizes, value_at
from .pairs import Translated, Written

SAME = 1e-9
MOST_CANDIDATES = 200
F, U = sp.symbols("f u", real=True)
# What is written for the derivative of f(u) where another function is meant, or a power or the argument is forgotten.
WRONG_SLOPES = (1 - F, 1 - F**2, F * (1 - F), 1 - U**2, U * (1 - U), 1 - U, F, -F, sp.cos(U), -sp.sin(U), 1 + F, F**2)
NUMBERS = (sp.Integer(1), sp.Integer(2), sp.Rational(1, 2), sp.Integer(4), sp.Rational(1, 4))
LONGEST_LINE = 70
FACTORS = ((0, "is forgotten"), (sp.Rational(1, 2), "lacks a factor 2"), (2, "has a factor 2 too much"),
           (-1, "has the other sign"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Samples:
    """The values of the written gradient at some points, with those of all tensors."""

    sizes: tuple[Sizes, ...]
    known: tuple[Arrays, ...]
    written: tuple[NDArray[Any], ...]

    def are(self, values: Sequence[NDArray[Any]]) -> bool:
        """True where the written gradient has these values at every point."""
        return all(relative(w, v) < SAME for w, v in zip(self.written, values, strict=True))


def slip_of(
    translated: Translated,
    held: Held,
    written: Written,
    right: Sequence[NDArray[Any]],
    formula: sp.Expr,
    indices: tuple[sp.Symbol, ...],
) -> str:
    """The sentence that says what is wrong; empty where nothing usual explains it.

    ``formula`` is what the code computes at these indices.
    """
    assert written.tensor is not None
    name = written.tensor.name
    samples = Samples(
        tuple(point.sizes for point in held.points[1:]),
        held.values[1:],
        tuple(values[name] for values in held.values[1:]),
    )
    if samples.are(right[1:]):
        return _any_factor(samples, right[1:]) or ""  # by less than is looked at below
    every = []
    for sentence, values in _explanations(translated, samples, written, right[1:]):
        every.append((sentence, values))
        if samples.are(values):
            return sentence
        factor = factor_between(samples, values, translated) if len(every) == 1 else None
        if factor is not None:
            return factor
    for sentence, values in every[1:]:
        factor = factor_between(samples, values, translated)
        if factor is not None:
            return f"{sentence} and {factor}"
    found = _in_the_formula(translated, samples, written, right[1:], formula, indices)
    if found:
        return found
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


def _in_the_formula(
    translated: Translated,
    samples: Samples,
    written: Written,
    right: Sequence[NDArray[Any]],
    formula: sp.Expr,
    indices: tuple[sp.Symbol, ...],
) -> str:
    """One of the slips of the pen, undone in the formula: an index, a sign, a sum, a tensor for another."""
    tensor = translated.network.tensor(written.argument.name)
    claim = Claim(translated.network, tensor.at(*indices), formula)
    candidates = ((words, one) for _, corrections in SLIPS for words, one in corrections(claim))
    for words, corrected in islice(candidates, MOST_CANDIDATES):
        try:
            same = all(
                relative(value_at(corrected, tensor, indices, known, sizes), values) < SAME
                for known, sizes, values in zip(samples.known, samples.sizes, right, strict=True)
            )
        except (BackproofError, ValueError, TypeError, IndexError):
            continue
        if same:
            return words
    return ""


def _with_sizes(number: sp.Expr, names: Sequence[str]) -> Iterator[sp.Expr]:
    symbols = [size_symbol(name) for name in names]
    yield number
    for symbol in symbols:
        yield from (number * symbol, number / symbol, number * sp.sqrt(symbol), number / sp.sqrt(symbol))
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
    """The line of the code in brackets, where a definition has one of its own."""
    source = translated.translation.sources.get(definition.tensor.name)
    if definition.tensor == translated.loss or source is None or not source.text:
        return ""
    return f" ({source.text:.{LONGEST_LINE}})"


def _slopes(own: Network, definition: Definition, samples: Samples, line: str) -> Iterator[Change]:
    """f(u) = u + c with c as it is there: the slope of f is left out."""
    for node in _functions(definition):
        argument = node.args[0]
        name = node.func.__name__.lower()
        kind = "the mask of relu" if node.func is Relu else f"the derivative of {name}"
        yield _with(own, definition, node, argument, samples, f"{kind} is forgotten{line}")
        if node.func is Relu:
            yield _with(own, definition, node, -Relu(-argument), samples, f"the mask of relu is reversed{line}")
        for slope in WRONG_SLOPES if node.func not in (sp.exp, sp.log) else ():
            shown = text(slope).replace("f", "f(u)")
            words = f"{shown} stands for the derivative of {name} at u{line}"
            wrong = slope.xreplace({F: node, U: argument})
            yield _sloped(own, definition, node, argument, wrong, samples, words)


def _functions(definition: Definition) -> Iterator[sp.Expr]:
    """The elementary functions of one argument in a definition."""
    for node in sp.preorder_traversal(definition.value):
        alone = isinstance(node, sp.Function) and len(node.args) == 1 and bool(node.atoms(sp.Indexed, sp.Symbol))
        if alone and (function_of(node) is not None or node.func in (sp.exp, sp.log, sp.tanh, sp.Abs)):
            yield node


def _places(own: Network, definition: Definition, node: sp.Expr) -> tuple[tuple[sp.Symbol, ...], tuple[Axis, ...]]:
    """The indices that stand in a node of a definition, and their axes."""
    axes = dict(zip(definition.indices, definition.tensor.axes, strict=True))
    for total in definition.value.atoms(sp.Sum):
        for index, _, size in total.limits:
            for axis in own.axes:
                if axis.size == size:
                    axes.setdefault(index, axis)
    found = sorted((index for index in node.free_symbols if index in axes), key=str)
    return tuple(found), tuple(axes[index] for index in found)


def _with(
    own: Network, definition: Definition, node: sp.Expr, instead: sp.Expr, samples: Samples, words: str
) -> Change:
    """The network with a function replaced by another of the same values, and another slope."""
    return _sloped(own, definition, node, instead, sp.S.One, samples, words)


def _sloped(
    own: Network,
    definition: Definition,
    node: sp.Expr,
    instead: sp.Expr,
    slope: sp.Expr,
    samples: Samples,
    words: str,
) -> Change:
    """f(u) = a g(u) + c with a and c as they are there: another formula stands for the derivative."""
    indices, axes = _places(own, definition, node)
    factor, constant = (Tensor(name, axes, Role.INPUT, "") for name in ("slope_", "const_"))
    changed = replace(definition, value=definition.value.xreplace(
        {node: factor.at(*indices) * instead + constant.at(*indices)}))  # fmt: skip
    more = []
    for known, sizes in zip(samples.known, samples.sizes, strict=True):
        a, f, g = (value_at(formula, factor, indices, known, sizes) for formula in (slope, node, instead))
        more.append({"slope_": a, "const_": f - a * g})
    return words, _replaced(own, definition, changed, factor, constant), more


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
    words = f"only the diagonal p(1 − p) of the Jacobian of softmax is used{line}"
    yield words, _replaced(own, definition, changed, constant), more


def _terms(own: Network, definition: Definition, line: str) -> Iterator[Change]:
    """A definition without one of its terms, or with another factor before it."""
    sums = sorted(definition.value.atoms(sp.Sum), key=str)
    for whole in (*([] if definition.value in sums else [definition.value]), *sums):
        inner = whole.function if isinstance(whole, sp.Sum) else whole
        terms = sp.Add.make_args(inner)
        for term in terms if len(terms) > 1 else ():
            for factor, words in FACTORS:
                other = inner + (factor - 1) * term
                rest = sp.Sum(other, *whole.limits) if inner is not whole else other
                value = definition.value.xreplace({whole: rest})
                changed = replace(definition, value=value)
                yield f"the term {text(term)} {words}{line}", _replaced(own, definition, changed), ()


def _stopped(own: Network, definition: Definition, line: str) -> Change:
    """A definition that is taken as a constant: the part of the gradient that goes through it is missing."""
    kept = tuple(d for d in own.definitions if d != definition)
    network = Network((*own.given, replace(definition.tensor, role=Role.INPUT)), kept, ())
    return f"the part that goes through {definition.tensor.name} is missing{line}", network, ()


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
