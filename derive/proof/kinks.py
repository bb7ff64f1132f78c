"""Kinks: where a definition has no derivative, and which slope is taken there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import sympy as sp

from ..algebra.indices import substitute
from ..errors import UnsupportedFormula
from ..network.axes import index_symbol
from ..network.cases import Cases
from ..network.functions import function_of
from ..network.maximum import Maximum
from ..network.partial import Direct, Partial
from .derivatives import Derivatives

if TYPE_CHECKING:
    from ..network.definitions import Definition, Network
    from ..network.tensors import Tensor

CASES_NODES = (Cases, sp.Piecewise)
TIES = "at a tie JAX shares the slope among the largest"
CASES = "between two cases the slope is that of the case which holds there"


@dataclass(frozen=True, slots=True)
class Kink:
    """A condition under which a derivative exists: ``nonzero`` is not 0, or a maximum is attained once.

    ``convention`` says which slope is taken where the condition does not hold; ``network`` gives letters, if any.

    >>> u = sp.IndexedBase("u", real=True)[sp.Symbol("h", integer=True, positive=True)]
    >>> Kink(u, "the slope of relu at 0 is 0").text, Kink(u, "").latex
    ('u_h ≠ 0', 'u_h \\\\neq 0')
    """

    nonzero: sp.Expr
    convention: str
    network: Network | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The condition as text.

        >>> Kink(-sp.Symbol("z", real=True), "").text
        'z ≠ 0'
        """
        from ..writing.text import text

        if isinstance(self.nonzero, Maximum):
            return f"{text(self.nonzero, self.network)} is attained once"
        return f"{text(_unsigned(self.nonzero), self.network)} ≠ 0"

    @property
    def latex(self) -> str:
        """The condition as LaTeX."""
        from ..writing.latex import latex

        if isinstance(self.nonzero, Maximum):
            return rf"{latex(self.nonzero, self.network)} \text{{ is attained once}}"
        return rf"{latex(_unsigned(self.nonzero), self.network)} \neq 0"

    def __str__(self) -> str:
        return f"{self.text} ({self.convention})"


def _unsigned(nonzero: sp.Expr) -> sp.Expr:
    """z instead of −z: one of them is 0 where the other is."""
    return -nonzero if nonzero.as_coeff_Mul()[0].is_negative else nonzero


def kinks_of(network: Network, derivative: sp.Expr) -> tuple[Kink, ...]:
    """The kinks of the definition that ``derivative`` differentiates, where they have to do with its denominator.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> kinks_of(network, Partial(network.tensor("p").at(1), network.tensor("z").at(2)))
    ()
    """
    if not isinstance(derivative, (Partial, Direct)):
        return ()
    upper, lower = (next(network.tensors_in(element)) for element in derivative.args[:2])
    definition = network.definition(upper.name)
    return tuple(_spelled(_between(network, definition, lower), network)) if definition else ()


def kinks_on_the_way(network: Network, *sides: sp.Expr) -> tuple[Kink, ...]:
    """The kinks of all definitions that the derivatives in some formulas go through.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> kinks_on_the_way(network, Partial(network.output.at(), network.tensor("z").at(2)))
    ()
    """
    found: dict[Kink, None] = {}
    for derivative in (node for side in sides for node in side.atoms(Partial, Direct)):
        if isinstance(derivative, Direct):
            found |= dict.fromkeys(kinks_of(network, derivative))
            continue
        ends = [next(network.tensors_in(element), None) for element in (derivative.element, derivative.denominator)]
        upper, lower = ends
        if upper is None or lower is None:  # of a letter that is no tensor here: nothing on the way has a kink
            continue
        for definition in network.definitions:
            if definition.tensor == upper or network.depends(upper, definition.tensor):
                found |= dict.fromkeys(_spelled(_between(network, definition, lower), network))
        found |= dict.fromkeys(_spelled(_of_slope(network, derivative.numerator, lower), network))
    return tuple(found)


def _of_slope(network: Network, slope: sp.Expr, lower: Tensor) -> tuple[Kink, ...]:
    """The kinks of a first derivative that is differentiated once more: the slope of elu has one where elu has none."""
    if not isinstance(slope, Partial):
        return ()
    try:
        formula = Derivatives(network).worked_out(slope)
    except UnsupportedFormula:
        return ()
    letters = {index: index_symbol(index.name) for index in formula.atoms(sp.Dummy)}
    found = (replace(kink, nonzero=_positive_form(kink.nonzero, letters)) for kink in _in(network, formula, lower))
    return tuple(dict.fromkeys(found))


def _positive_form(border: sp.Expr, letters: dict[sp.Dummy, sp.Symbol]) -> sp.Expr:
    """What is 0 at a kink in the letters of the definitions: u as well as −u."""
    border = substitute(border, letters)
    return -border if border.could_extract_minus_sign() else border


def jumps_in(network: Network, *sides: sp.Expr) -> tuple[Kink, ...]:
    """Where formulas, followed down through the definitions, are not continuous: [u > 0], the sign, cases.

    >>> from ..network.function_heads import Positive
    >>> from ..network.building import classifier
    >>> x = sp.Symbol("x", real=True)
    >>> [kink.text for kink in jumps_in(classifier(batch=False), x * Positive(x - 1))]
    ['x − 1 ≠ 0']
    """
    waiting, found = list(sides), dict[Kink, None]()
    reached: set[str] = set()
    while waiting:
        formula = waiting.pop(0)
        for node in sp.preorder_traversal(formula):
            found |= dict.fromkeys(_spelled(_jumps_at(node), network))
        for tensor in network.tensors_in(formula):
            definition = network.definition(tensor.name)
            if definition is not None and tensor.name not in reached:
                reached.add(tensor.name)
                waiting.append(definition.value)
    return tuple(found)


def jumps_along(network: Network, lower: Tensor, *sides: sp.Expr) -> tuple[Kink, ...]:
    """Where formulas may jump as ``lower`` changes: what is held, such as [u > 0], jumps too.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False, loss="hinge")
    >>> [kink.text for kink in jumps_along(network, network.tensor("W"), network.definition("L").value)]
    ['1 + z_k − c ≠ 0']
    """
    return tuple(kink for kink in jumps_in(network, *sides) if _mentions(network, kink.nonzero, lower))


def told_once(*kinks: Kink) -> tuple[Kink, ...]:
    """The kinks without those of the same condition, the first of each.

    >>> z = sp.Symbol("z", real=True)
    >>> len(told_once(Kink(z, "the slope of relu at 0 is 0"), Kink(-z, "")))
    1
    """
    return tuple({kink.text: kink for kink in reversed(kinks)}.values())[::-1]


def _spelled(kinks: Iterable[Kink], network: Network) -> Iterator[Kink]:
    """The kinks in the letters of a network that has letters of its own."""
    return (replace(kink, network=network if network.spelling else None) for kink in kinks)


def has_cases(network: Network, *sides: sp.Expr) -> bool:
    """True where a formula or a definition distinguishes cases: then values need not be analytic in each other."""
    formulas = (*sides, *(definition.value for definition in network.definitions))
    return any(_distinguishes(node) for formula in formulas for node in sp.preorder_traversal(formula))


def _distinguishes(node: sp.Basic) -> bool:
    function = function_of(node)
    if isinstance(node, (Maximum, *CASES_NODES, sp.Heaviside)) or (function is not None and function.kinks(*node.args)):
        return True
    return function is not None and function.expanded is not None and _cases_inside(function.expanded(*node.args))


def _cases_inside(formula: sp.Expr) -> bool:
    return any(_distinguishes(node) for node in sp.preorder_traversal(formula))


def _between(network: Network, definition: Definition, lower: Tensor) -> tuple[Kink, ...]:
    """The kinks of a definition in what depends on ``lower``."""
    if definition.held:
        return ()
    return _in(network, definition.value, lower)


def _in(network: Network, formula: sp.Expr, lower: Tensor) -> tuple[Kink, ...]:
    """The kinks of a formula in what depends on ``lower``."""
    nodes = (node for node in sp.preorder_traversal(formula) if _mentions(network, node, lower))
    return tuple(dict.fromkeys(kink for node in nodes for kink in _at(node)))


def _mentions(network: Network, node: sp.Basic, lower: Tensor) -> bool:
    return any(tensor == lower or network.depends(tensor, lower) for tensor in network.tensors_in(node))


def _at(node: sp.Basic) -> Iterator[Kink]:
    if isinstance(node, Maximum):
        yield Kink(node, TIES)
    if isinstance(node, CASES_NODES):
        yield from (Kink(border, CASES) for border in _borders(node))
    function = function_of(node)
    if function is not None:
        yield from (Kink(nonzero, function.convention) for nonzero in function.kinks(*node.args))


def _jumps_at(node: sp.Basic) -> Iterator[Kink]:
    if isinstance(node, sp.Heaviside):
        yield Kink(node.args[0], CASES)
    if isinstance(node, CASES_NODES):
        yield from (Kink(border, CASES) for border in _borders(node))
    function = function_of(node)
    if function is not None and function.jumps:
        yield from (Kink(nonzero, function.convention) for nonzero in function.kinks(*node.args))


def _borders(node: sp.Expr) -> Iterator[sp.Expr]:
    """What is 0 between two cases of real quantities; cases of indices have no border."""
    for comparison in node.atoms(sp.core.relational.Relational):
        border = comparison.lhs - comparison.rhs
        if border.has(sp.Indexed) or not all(symbol.is_integer for symbol in border.free_symbols):
            yield border
