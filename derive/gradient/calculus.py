"""Which rules of calculus differentiate a definition: read off its formula, from the outermost operation inwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from ..errors import UnsupportedFormula
from ..network.cases import Cases
from ..network.definitions import Network
from ..network.functions import Function, function_of
from ..network.maximum import Maximum
from ..network.tensors import Tensor
from ..writing.latex import latex
from .rules import DIFFERENTIATE

if TYPE_CHECKING:
    from .derivation import Step

ARGUMENT = sp.Symbol("u", real=True)


@dataclass(frozen=True, slots=True)
class Calculus:
    """A rule of calculus: its name, and what it says as words or as a formula (LaTeX).

    >>> QUOTIENT.name
    'quotient rule'
    """

    name: str
    words: str = ""
    latex: str = ""


SUM = Calculus("sum rule", "term by term")
FACTOR = Calculus("constant factor", "what does not depend on it stays as a factor")
PRODUCT = Calculus("product rule", latex="(f g)' = f' g + f g'")
QUOTIENT = Calculus("quotient rule", latex=r"\left(\frac{f}{g}\right)' = \frac{f' g - f g'}{g^2}")
RECIPROCAL = Calculus("quotient rule", latex=r"\left(\frac{1}{g}\right)' = -\frac{g'}{g^2}")
POWER = Calculus("power rule", latex=r"\frac{d}{du} u^n = n u^{n-1}")
CHAIN = Calculus("chain rule", "times the derivative of what is inside")
CASES = Calculus("cases", "each is differentiated where it holds")
LARGEST = Calculus("maximum", "the slope is that of the largest")
DELTA = Calculus("delta", "of all elements only the one with the same indices changes, which a Kronecker delta says")


def rules_used(step: Step, network: Network) -> tuple[Calculus, ...]:
    """The rules of calculus behind a step that differentiates a definition; none for any other step.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> [rule.name for rule in rules_used(network.gradient("p").steps[0], network)]
    ['constant factor', 'sum rule', 'logarithm', 'delta']
    """
    if step.rule != DIFFERENTIATE:
        return ()
    upper, lower = (next(network.tensors_in(part)) for part in step.left.args[:2])
    definition = network.definition(upper.name)
    if definition is None:
        return ()
    found = dict.fromkeys(_walk(definition.value, lower))
    return (*found, *((DELTA,) if step.after.has(sp.KroneckerDelta) else ()))


def step_words(step: Step, network: Network) -> str:
    """The name of the step's rule, with the rules of calculus and the conditions that it uses.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> [step_words(step, network) for step in network.gradient("p").steps]
    ['differentiate the definition: sum rule, logarithm', 'collapse the delta']
    """
    used = [rule.name for rule in rules_used(step, network) if rule not in (FACTOR, DELTA)]
    used += [condition.name for condition in step.conditions]
    return f"{step.rule.words}: {', '.join(dict.fromkeys(used))}" if used else step.rule.words


def _walk(node: sp.Expr, lower: Tensor) -> Iterator[Calculus]:
    """The rules for this node, then those for what in it depends on the tensor."""
    if _is_element(node, lower) or not _mentions(node, lower):
        return
    yield from _rules_of(node, lower)
    for part in node.args[:1] if isinstance(node, (sp.Sum, Maximum)) else node.args:
        if isinstance(part, sp.Expr):
            yield from _walk(part, lower)


def _rules_of(node: sp.Expr, lower: Tensor) -> Iterator[Calculus]:
    if isinstance(node, (sp.Sum, sp.Add)):
        yield SUM
    elif isinstance(node, sp.Mul):
        yield from _of_product(node, lower)
    elif isinstance(node, (Cases, sp.Piecewise)):
        yield CASES
    elif isinstance(node, Maximum):
        yield LARGEST
    else:
        yield from _of_function(node, lower)


def _of_product(node: sp.Mul, lower: Tensor) -> Iterator[Calculus]:
    changing = [part for part in node.args if _mentions(part, lower)]
    below = [part for part in changing if part.is_Pow and part.exp.is_negative]
    if below:
        yield QUOTIENT if len(changing) > len(below) else RECIPROCAL
    elif len(changing) > 1:
        yield PRODUCT
    else:
        yield FACTOR


def _of_function(node: sp.Expr, lower: Tensor) -> Iterator[Calculus]:
    function = function_of(node)
    if function is not None:
        yield _of_record(function)
    elif node.is_Pow:
        if node.exp.is_negative:
            return  # a denominator: the quotient rule has been named
        yield POWER
    if any(_mentions(part, lower) and not _is_element(part, lower) for part in node.args):
        yield CHAIN


def _of_record(function: Function) -> Calculus:
    """The function's own derivative; its formula where it has one argument."""
    lesson = function.lesson
    name = (lesson.rule if lesson else "") or function.name
    if function.arity != 1:
        return Calculus(name, "by its own derivative")
    try:
        return Calculus(
            name, latex=rf"\frac{{d}}{{du}} {latex(function(ARGUMENT))} = {latex(function.slope(ARGUMENT))}"
        )
    except UnsupportedFormula:
        return Calculus(name, "by its own derivative")


def _mentions(node: sp.Basic, lower: Tensor) -> bool:
    if not lower.axes:
        return bool(node.has(lower.at()))
    return any(base.label.name == lower.name for base in node.atoms(sp.IndexedBase))


def _is_element(node: sp.Basic, lower: Tensor) -> bool:
    return isinstance(node, (sp.Indexed, sp.Symbol)) and _mentions(node, lower)
