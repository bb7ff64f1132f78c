"""The usual slips in a formula, each undone: what authors write, and what they may have meant.

A slip is a function that yields corrected formulas, each with a sentence; ``derive.judging.slips.diagnosis`` tries
them in the order of ``slips.table``, the simplest explanations first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

import sympy as sp

from ...algebra.indices import fresh_index, map_children, substitute
from ...network.definitions import Network
from ...network.tensors import Tensor
from ...proof.places import index_ranges
from ...writing.text import text

Scope = Mapping[sp.Symbol, sp.Expr]
Correction = tuple[str, sp.Expr]
MOST_SYMBOLS = 12
Rewrite = Callable[[sp.Expr, Scope], Iterator[Correction]]


@dataclass(frozen=True)
class Claim:
    """A formula that is claimed to equal ``left``, and is wrong."""

    network: Network
    left: sp.Expr
    formula: sp.Expr

    @property
    def scope(self) -> Scope:
        """The free indices of both sides with the sizes of their axes."""
        return index_ranges(self.network, self.left, self.formula)

    def rewritten(self, rewrite: Rewrite) -> Iterator[Correction]:
        """The formula with the rewriting applied at one place, for each place."""
        return everywhere(self.formula, rewrite, self.scope)


def everywhere(node: sp.Expr, rewrite: Rewrite, scope: Scope) -> Iterator[Correction]:
    """Apply the rewriting to each subexpression in turn; ``scope`` grows inside sums."""
    yield from rewrite(node, scope)
    if isinstance(node, (sp.Sum, sp.Product)):
        inner = {**scope, **{index: last for index, _, last in node.limits}}
        for sentence, function in everywhere(node.function, rewrite, inner):
            yield sentence, node.func(function, *node.limits)
    elif not isinstance(node, (sp.Indexed, sp.KroneckerDelta)):
        for place, argument in enumerate(node.args):
            for sentence, changed in everywhere(argument, rewrite, scope):
                yield sentence, node.func(*node.args[:place], changed, *node.args[place + 1 :])


def reversed_sign(claim: Claim) -> Iterator[Correction]:
    """−f for f, one term of a sum with the other sign, or what an exponential or another function is taken of."""
    yield "the sign is reversed", -claim.formula

    def one_term(node: sp.Expr, _scope: Scope) -> Iterator[Correction]:
        for term in node.args if node.is_Add else ():
            yield f"the sign of the term {text(term)} is reversed", node - 2 * term

    def inside(node: sp.Expr, _scope: Scope) -> Iterator[Correction]:
        if isinstance(node, sp.Function) and len(node.args) == 1 and not isinstance(node, sp.log):
            yield f"the sign in {text(node)} is reversed", node.func(-node.args[0])

    yield from claim.rewritten(one_term)
    yield from claim.rewritten(inside)


def wrong_size_factor(claim: Claim) -> Iterator[Correction]:
    """f/N for f, where a mean was meant; N f for f, where a sum was meant."""
    sizes = dict.fromkeys(axis.size for axis in claim.network.axes)
    for size in sizes or [s for s in _symbols(claim) if s.is_integer]:
        yield f"the factor 1/{size} is missing", claim.formula / size
        yield f"the factor 1/{size} is too much: a sum is meant, not a mean", claim.formula * size


def wrong_logarithm_base(claim: Claim) -> Iterator[Correction]:
    """A factor log b too many or too few: the derivative of log_b is 1/(x log b)."""
    bases = (sp.Integer(2), sp.Integer(10))
    for base in bases:
        yield f"the factor 1/log {base} is missing: the logarithm is to base {base}", claim.formula / sp.log(base)
        yield f"the factor 1/log {base} is too much: the logarithm is the natural one", claim.formula * sp.log(base)
    for meant, written in (bases, bases[::-1]):
        yield f"the logarithm is to base {meant}, not {written}", claim.formula * sp.log(written) / sp.log(meant)


def wrong_number(claim: Claim) -> Iterator[Correction]:
    """A factor 2 or 1/2 too many."""
    yield "a factor 2 is missing", 2 * claim.formula
    yield "a factor 2 is too much", claim.formula / 2


def swapped_tensors(claim: Claim) -> Iterator[Correction]:
    """Two tensors of the same shape in each other's place, such as y and p; or one for the other."""
    tensors = list(claim.network.tensors_in(claim.formula))
    for first, second in combinations(claim.network.tensors, 2):
        if first.axes and first.shape == second.shape and (first in tensors or second in tensors):
            own, due = (first, second) if first in tensors else (second, first)
            instead = f"{own.name} stands where {due.name} is due"
            both = f"{first.name} and {second.name} are swapped"
            yield both if due in tensors else instead, _swapped(claim.formula, first, second)
    if not claim.formula.has(sp.Sum, sp.Indexed):
        for one, other in combinations(_symbols(claim), 2):
            yield f"{one} and {other} are swapped", claim.formula.xreplace({one: other, other: one})
    yield from claim.rewritten(lambda node, _scope: _other_tensor(node, claim.network))


def _symbols(claim: Claim) -> list[sp.Symbol]:
    """The plain symbols of an explicit formula, in order."""
    if claim.network.definitions:
        return []
    return sorted((claim.left.free_symbols | claim.formula.free_symbols), key=str)[:MOST_SYMBOLS]


def _swapped(node: sp.Expr, first: Tensor, second: Tensor) -> sp.Expr:
    if isinstance(node, sp.Indexed):
        name = node.base.label.name
        if name in (first.name, second.name):
            return (second if name == first.name else first).at(*node.indices)
        return node
    if not node.args:
        return node
    return map_children(node, lambda child: _swapped(child, first, second))


def _other_tensor(node: sp.Expr, network: Network) -> Iterator[Correction]:
    own = _tensor_of(node, network)
    for tensor in network.tensors if own is not None else ():
        if own is not None and tensor != own and tensor.shape == own.shape:
            yield f"{text(node)} stands where {text(tensor.at(*node.indices))} is due", tensor.at(*node.indices)


def _tensor_of(node: sp.Expr, network: Network) -> Tensor | None:
    if not isinstance(node, sp.Indexed):
        return None
    return next((t for t in network.tensors if t.name == node.base.label.name), None)


def transposed(claim: Claim) -> Iterator[Correction]:
    """W_dk for W_kd, at every place or at one; or two indices exchanged in the whole formula."""
    for tensor in claim.network.tensors:
        if len(tensor.axes) == 2 and tensor in claim.network.tensors_in(claim.formula):
            name = tensor.name
            yield f"the indices of {name} are transposed", _with_transposed(claim.formula, name)

    def here(node: sp.Expr, _scope: Scope) -> Iterator[Correction]:
        if isinstance(node, sp.Indexed) and len(node.indices) == 2:
            first, second = node.indices
            yield f"the indices of {text(node)} are transposed", node.base[second, first]

    yield from claim.rewritten(here)
    for first, second in combinations(claim.scope, 2):
        turned = {first: second, second: first}
        yield f"the indices {first} and {second} are exchanged", substitute(claim.formula, turned)
        for term in claim.formula.args if claim.formula.is_Add else ():
            changed = claim.formula - term + substitute(term, turned)
            yield f"the indices {first} and {second} of {text(term)} are exchanged", changed


def _with_transposed(node: sp.Expr, name: str) -> sp.Expr:
    if isinstance(node, sp.Indexed):
        return node.base[node.indices[::-1]] if node.base.label.name == name else node
    if not node.args:
        return node
    return map_children(node, lambda child: _with_transposed(child, name))


def wrong_index(claim: Claim) -> Iterator[Correction]:
    """One index in the place of another that is in scope: captured by a sum, or a slip of the pen."""

    def here(node: sp.Expr, scope: Scope) -> Iterator[Correction]:
        if not isinstance(node, (sp.Indexed, sp.KroneckerDelta)):
            return
        arguments = list(node.args)
        places = range(1, len(arguments)) if isinstance(node, sp.Indexed) else range(2)
        for place, index in product(places, scope):
            if arguments[place] != index:
                changed = node.func(*arguments[:place], index, *arguments[place + 1 :])
                yield f"the index {arguments[place]} of {text(node)} is captured: {index} is meant", changed

    yield from claim.rewritten(here)


def missing_delta(claim: Claim) -> Iterator[Correction]:
    """δ_jk for 1, or a term without its δ_jk; also a δ_jk too many."""

    def pairs(scope: Scope) -> Iterator[sp.Expr]:
        for first, second in combinations(sorted(scope, key=str), 2):
            if scope[first] == scope[second]:
                yield sp.KroneckerDelta(first, second, (1, scope[first]))

    def here(node: sp.Expr, scope: Scope) -> Iterator[Correction]:
        if isinstance(node, sp.KroneckerDelta):
            yield f"{text(node)} is too much", sp.S.One
        for delta in pairs(scope):
            for term in node.args if node.is_Add else ():
                stands = f"1 stands where {text(delta)} is due"
                yield stands if term == 1 else f"{text(delta)} is missing at {text(term)}", node + term * (delta - 1)

    yield from claim.rewritten(here)
    for delta in pairs(claim.scope):
        yield f"the factor {text(delta)} is missing", claim.formula * delta
        for element in sorted(claim.formula.atoms(sp.Indexed), key=str):
            yield f"the term {text(delta * element)} is missing", claim.formula + delta * element
    yield from _delta_and_index(claim, here)


def _delta_and_index(claim: Claim, here: Rewrite) -> Iterator[Correction]:
    """p_k(1 − p_k), or p_k − p_k², written for p_k(δ_jk − p_j): the diagonal case only."""
    factored = Claim(claim.network, claim.left, sp.factor_terms(claim.formula))
    for sentence, once in factored.rewritten(here):
        if "due" in sentence or "missing" in sentence:
            for _, twice in wrong_index(Claim(claim.network, claim.left, once)):
                yield f"this is only the case of equal indices: {sentence}", twice


def missing_bias(claim: Claim) -> Iterator[Correction]:
    """Σ_d W_kd x_d for Σ_d W_kd x_d + b_k, or a bias too many."""
    vectors = [t for t in claim.network.parameters if len(t.axes) == 1]

    def here(node: sp.Expr, scope: Scope) -> Iterator[Correction]:
        if isinstance(node, sp.Sum):
            for bias, index in product(vectors, scope):
                if scope[index] == bias.shape[0]:
                    yield f"the bias {text(bias.at(index))} is missing", node + bias.at(index)

    yield from claim.rewritten(here)


def wrong_sum(claim: Claim) -> Iterator[Correction]:
    """A sum too many, a sum too few, or one that starts or stops at the wrong place."""

    def here(node: sp.Expr, scope: Scope) -> Iterator[Correction]:
        if isinstance(node, sp.Sum):
            yield from _other_limits(node)
            yield from _without_sum(node, scope)
        if not node.is_Atom:
            for index, size in scope.items():
                if node.has(index):
                    inner = fresh_index(index)
                    summed = sp.Sum(substitute(node, {index: inner}), (inner, 1, size))
                    yield f"the sum over {index} is missing", summed

    yield from claim.rewritten(here)


def _without_sum(node: sp.Sum, scope: Scope) -> Iterator[Correction]:
    *others, (bound, _, last) = node.limits
    for index, size in scope.items():
        if size == last:
            function = substitute(node.function, {bound: index})
            yield f"the sum over {bound} is too much", sp.Sum(function, *others) if others else function


def _other_limits(node: sp.Sum) -> Iterator[Correction]:
    for place, (index, first, last) in enumerate(node.limits):
        for sentence, low, high in (
            (f"the sum over {index} does not start at 1", sp.S.One, last),
            (f"the sum over {index} stops one short", first, last + 1),
            (f"the sum over {index} goes one too far", first, last - 1),
            (f"the sum over {index} counts from 0", sp.S.One, last + 1),
        ):
            if (low, high) != (first, last):
                limits = [*node.limits[:place], (index, low, high), *node.limits[place + 1 :]]
                yield sentence, sp.Sum(node.function, *limits)


def wrong_power(claim: Claim) -> Iterator[Correction]:
    """a for a², or a² for a."""

    def here(node: sp.Expr, _scope: Scope) -> Iterator[Correction]:
        if isinstance(node, (sp.Indexed, sp.Symbol, sp.tanh, sp.exp)):
            yield f"{text(node)} is to be squared", node**2
        if node.is_Pow and node.exp == sp.Integer(2):
            yield f"the square of {text(node.base)} is too much", node.base
        if node.is_Pow and node.exp.is_Integer:
            yield f"{text(node)} is upside down", 1 / node

    yield from claim.rewritten(here)


def missing_number(claim: Claim) -> Iterator[Correction]:
    """A letter without axes, such as a temperature or a weight of decay, as a factor, a divisor or before a term."""
    positive = [d.tensor for d in claim.network.definitions if d.stage == "domain"]
    numbers = [t.at() for t in (*claim.network.given, *positive) if not t.axes]
    written = sp.Mul.make_args(claim.formula)
    for number in numbers:
        words = f"{text(number)} is too much" if number in written else f"1/{text(number)} is missing"
        yield f"the factor {words}", claim.formula / number
        yield f"the factor {text(number)} is missing", claim.formula * number
    for number, element in product(numbers, every_element(claim.network, claim.scope)):
        yield f"the term {text(number * element)} is missing", claim.formula + number * element
        yield f"the term {text(2 * number * element)} is missing", claim.formula + 2 * number * element
    for number, weight in combinations(numbers, 2):
        for term in (number * weight, 2 * number * weight):
            yield f"the term {text(term)} is missing", claim.formula + term


def wrong_argument(claim: Claim) -> Iterator[Correction]:
    """f(u) for f(2u)."""

    def here(node: sp.Expr, _scope: Scope) -> Iterator[Correction]:
        if isinstance(node, sp.Function) and len(node.args) == 1 and node.args[0].free_symbols:
            for number, word in ((sp.Integer(2), "missing"), (sp.Rational(1, 2), "too much")):
                yield f"a factor 2 in the argument of {text(node)} is {word}", node.func(number * node.args[0])

    yield from claim.rewritten(here)


def missing_factor(claim: Claim) -> Iterator[Correction]:
    """A term without one of its factors, or with one too many."""

    def here(node: sp.Expr, scope: Scope) -> Iterator[Correction]:
        if node.is_Add:
            yield from _number_for_element(node, claim.network, scope)
        if node.is_Mul:
            for factor in node.args:
                if isinstance(factor, (sp.Indexed, sp.Symbol)):
                    yield f"the factor {text(factor)} is too much", node / factor
        for symbol in _symbols(claim) if not node.is_Number else ():
            yield f"the factor {symbol} is missing", node * symbol
        if isinstance(node, sp.KroneckerDelta) or (node.is_Atom and not isinstance(node, sp.Indexed)):
            return
        for element in every_element(claim.network, scope):
            yield f"the factor {text(element)} is missing", node * element

    for element in every_element(claim.network, claim.scope):
        yield f"the factor {text(element)} is missing", claim.formula * element
    yield from claim.rewritten(here)


def _number_for_element(node: sp.Add, network: Network, scope: Scope) -> Iterator[Correction]:
    """p_k − 1 written for p_k − y_k."""
    for number in (term for term in node.args if term.is_Number):
        for element in every_element(network, scope):
            stands, due = text(abs(number)), text(abs(number) * element)
            yield f"{stands} stands where {due} is due", node + number * (element - 1)


def every_element(network: Network, scope: Scope) -> Iterator[sp.Expr]:
    """The elements of all tensors with indices that are in scope and run over the right axes."""
    for tensor in network.tensors:
        if tensor.axes:
            yield from elements(tensor, scope)


def elements(tensor: Tensor, scope: Scope) -> Iterator[sp.Expr]:
    """The tensor's elements with indices that are in scope and run over the right axes."""
    for indices in product(scope, repeat=len(tensor.axes)):
        if all(scope[index] == size for index, size in zip(indices, tensor.shape, strict=True)):
            yield tensor.at(*indices)
