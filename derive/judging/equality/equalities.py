"""An equality of two formulas about a network of their own, and its verdict by the exact engine."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain

import sympy as sp

from ...errors import UnsupportedFormula, UsageError
from ...network.axes import size_symbol
from ...network.definitions import Condition, Network
from ...network.functions import function_named
from ...network.tensors import Tensor
from ...network.unknown_functions import Unknown, unknown_in
from ...proof.places import size_assignments
from ...proof.small_sizes import differs_at
from ...proof.verdict import Outcome, Verdict
from ..finding import Judgement, point_of
from ..lowering.arrays import Stuck
from .all_sizes import in_all_sizes
from .labelled import by_the_letter_of_a_class
from .larger_sizes import EVERY_SIZE, checked_at
from .leaves import of_any_sums, takes_any_values, term_by_term, with_free_leaves
from .one_sided import functions_of_one_side, losses_of_one_side
from .whole_sums import of_any_whole_sums

DUMMIES = re.compile(r"_i_\d+(?:,\s?i_\d+)*")  # indices that nobody wrote
BETWEEN_CONDITIONS = re.compile(r"(, | and | or |; )")
USUAL_FUNCTIONS = ("sigmoid", "tanh", "relu")


@dataclass(frozen=True)
class Equality:
    """Both sides in index notation, with the network of the definitions that they reach."""

    network: Network
    left: sp.Expr
    right: sp.Expr
    conditions: tuple[Condition, ...] = ()
    sizes: dict[sp.Symbol, int] | None = None
    assumed: tuple[str, ...] = ()
    unbound: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    strained: bool = False
    doubts: tuple[str, ...] = ()  # why a proof would prove nothing
    vanishing: tuple[sp.Expr, ...] = ()  # what has to be 0 for a refutation: what is beside diagonals
    later: tuple[str, ...] = ()  # letters that only a later section defines
    found: dict[bool, tuple[Judgement | None, Network, Verdict | None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )  # what small sizes told, in general or not


def decided(equality: Equality, quick: bool = False, in_general: bool = False) -> Judgement:
    """The verdict of the exact engine on one reading; a ``quick`` one is of small sizes only.

    One ``in_general`` proves where a claim holds whatever the things are made of that it does not look below.
    """
    if in_general not in equality.found:
        equality.found[in_general] = _at_small_sizes(equality, in_general=in_general)
    judged, network, verdict = equality.found[in_general]
    if judged is not None or verdict is None:
        return judged or Judgement(Outcome.UNDECIDED)
    if quick or not any(axis.size_symbols for axis in network.axes):
        return Judgement(verdict.outcome, EVERY_SIZE, verdict.condition)
    with_conditions = Network(network.given, network.definitions, equality.conditions, network.chosen)
    judged = in_all_sizes(with_conditions, equality.left, equality.right, verdict, equality.sizes)
    return judged if judged.diagnosis == EVERY_SIZE else _of_any_sums(with_conditions, equality) or judged


def _of_any_sums(network: Network, equality: Equality) -> Judgement | None:
    """The proof for every size of what holds whatever the values of the sums below are; None where there is none."""
    sides = equality.left, equality.right
    for free, given in chain(of_any_sums(network, *sides), of_any_whole_sums(network, *sides)):
        for left, right in filter(None, ((given[0], given[1]), term_by_term(*given))):
            verdict = checked_at(free, left, right, equality.conditions, equality.sizes)
            if verdict.proved and not verdict.condition:
                judged = in_all_sizes(free, left, right, verdict, equality.sizes, larger=(left, right) != given)
                if judged.diagnosis == EVERY_SIZE:
                    return judged
    return None


def _at_small_sizes(equality: Equality, *, in_general: bool) -> tuple[Judgement | None, Network, Verdict | None]:
    """What is found already, or else the network and the verdict at small sizes."""
    network, left, right = equality.network, equality.left, equality.right
    if equality.strained:
        return Judgement(Outcome.UNDECIDED, "the shapes do not fit together"), network, None
    try:
        free = with_free_leaves(network, left, right)
        verdict = checked_at(free or network, left, right, equality.conditions, equality.sizes)
        if in_general and not verdict.proved:
            words = "it may hang on how things are made that it does not look below"
            return Judgement(Outcome.UNDECIDED, words), network, None
        if free is not None and verdict.proved:
            network = free
        elif free is not None and not (
            verdict.outcome is Outcome.REFUTED and takes_any_values(network, free, left, right)
        ):
            verdict = checked_at(network, left, right, equality.conditions, equality.sizes)
    except (UsageError, UnsupportedFormula) as reason:
        return Judgement(Outcome.UNDECIDED, reason.message), network, None
    if not verdict.proved:
        by_class = by_the_letter_of_a_class(network, left, right)
        judged = by_class or Judgement(verdict.outcome, verdict.reason, verdict.condition, point_of(verdict))
        return judged, network, None
    return (Judgement(Outcome.UNDECIDED, equality.doubts[0]) if equality.doubts else None), network, verdict


def with_names_of_sizes(words: str, network: Network) -> str:
    """S5=2 in words, where the author has no letter for the size: 2 entries of x.

    >>> from ...network.axes import Axis
    >>> from ...network.tensors import Role
    >>> x = Tensor("x", (Axis("a", "ij", "S5"),), Role.INPUT, "x")
    >>> with_names_of_sizes("S5=2 or S5=3", Network((x,), ()))
    '2 entries of x or 3 entries of x'
    """

    def said(match: re.Match[str]) -> str:
        for tensor in network.tensors:
            for place, axis in enumerate(tensor.axes):
                if str(axis.size) == match[1]:
                    part = "entries" if len(tensor.axes) == 1 else ("rows", "columns", "layers")[min(place, 2)]
                    return f"{match[2]} {part} of {tensor.meaning or tensor.name}"
        return f"{match[2]} values of an index"

    return re.sub(r"\b(S\d+)=(\d+)", said, words)


def of_every_entry(words: str) -> str:
    """z ≠ 0 of every entry of z, in words that have indices which nobody wrote.

    >>> of_every_entry("z_1_i_8 ≠ 0, i = j"), of_every_entry("1 − Z_i_12,i_13 ≠ 0"), of_every_entry("u_h ≠ 0")
    ('z_1 ≠ 0 in every entry, i = j', '1 − Z ≠ 0 in every entry', 'u_h ≠ 0')
    """
    parts = BETWEEN_CONDITIONS.split(words)
    every = [" in every entry" if part.endswith("≠ 0") and DUMMIES.search(part) else "" for part in parts]
    return "".join(DUMMIES.sub("", part) + said for part, said in zip(parts, every, strict=True))


def at_sizes(equality: Equality) -> tuple[Network, tuple[sp.Expr, sp.Expr]]:
    """The network and the sides with numbers for the sizes that are written out, and with the conditions."""
    sizes = {size: sp.Integer(number) for size, number in (equality.sizes or {}).items()}

    def of(tensor: Tensor) -> Tensor:
        axes = [replace(axis, size_name=int(sizes[axis.size])) if axis.size in sizes else axis for axis in tensor.axes]
        return replace(tensor, axes=tuple(axes))

    network = equality.network
    made = [replace(d, tensor=of(d.tensor), value=d.value.xreplace(sizes)) for d in network.definitions]
    conditions = [replace(c, left=c.left.xreplace(sizes)) for c in equality.conditions]
    given = tuple(map(of, network.given))
    return Network(given, tuple(made), tuple(conditions)), (
        equality.left.xreplace(sizes),
        equality.right.xreplace(sizes),
    )


def differs_somewhere(equality: Equality) -> bool:
    """True where a point of the conditions tells the sides apart: found quickly, and no proof has to be looked for."""
    network, sides = at_sizes(equality)
    return differs_at(network, *sides, dict(size_assignments(network)[-1]), conditions=network.conditions)


def of_size(equality: Equality, letter: str, number: int) -> Equality:
    """The equality where a size is a number, N = 1.

    Raises:
        Stuck: nothing in it is of that size.
    """
    size = size_symbol(letter)
    if size not in {symbol for axis in equality.network.axes for symbol in axis.size_symbols}:
        raise Stuck(f"nothing here is of the size {letter}")
    network, (left, right) = at_sizes(replace(equality, sizes={size: number}))
    others = {symbol: n for symbol, n in (equality.sizes or {}).items() if symbol != size}
    conditions, plain = network.conditions, Network(network.given, network.definitions)
    return replace(equality, network=plain, left=left, right=right, conditions=conditions, sizes=others or None)


def is_empty(equality: Equality) -> bool:
    """True where both sides are 0 because data were taken for what the document makes of them, y_i for m x_i + b.

    >>> from ...network.building import classifier
    >>> is_empty(Equality(classifier(), sp.Integer(1), sp.Symbol("a"), (), None, (), ()))
    False
    """
    sides = equality.left, equality.right
    if not equality.network.definitions or any(side.is_number and side != 0 for side in sides):
        return False
    if sides == (0, 0):
        return True
    terms = equality.left
    while isinstance(terms, sp.Sum):  # Σ_i ∂p_i/∂z_j is 0 and none of its terms is
        terms = terms.function
    return decided(replace(equality, left=terms, right=sp.S.Zero, doubts=()), quick=True).verdict.proved


def more_than_its_diagonal(equality: Equality) -> Judgement | None:
    """The verdict where a slope beside ⊙ was read as its diagonal, and is more than that: ∂p/∂z of a softmax.

    >>> from ...network.building import classifier
    >>> more_than_its_diagonal(Equality(classifier(), sp.S.Zero, sp.S.Zero, vanishing=(sp.S.One,))).diagnosis
    'a slope beside ⊙ is more than its diagonal'
    """
    apart = (replace(equality, left=entry, right=sp.S.Zero, doubts=()) for entry in equality.vanishing)
    if all(decided(one, quick=True).verdict.proved for one in apart):
        return None
    return Judgement(Outcome.UNDECIDED, "a slope beside ⊙ is more than its diagonal")


def told_by_one_side(equality: Equality) -> tuple[str, ...]:
    """The functions and losses that nothing defines and that one side alone is made of.

    >>> from ...network.building import classifier
    >>> told_by_one_side(Equality(classifier(), sp.Symbol("a"), sp.Symbol("a"), (), None, (), ()))
    ()
    """
    sides = equality.network, equality.left, equality.right
    return (*functions_of_one_side(*sides), *losses_of_one_side(*sides), *functions_that_would_do(equality))


def functions_that_would_do(equality: Equality) -> tuple[str, ...]:
    """The functions that nothing defines, where the equality holds if they are a usual one: a(1 − a) as f′ tells which.

    >>> from ...network.building import classifier
    >>> from ...network.unknown_functions import unknown_function
    >>> u = sp.Symbol("u", real=True)
    >>> f = unknown_function("f")(u)
    >>> [functions_that_would_do(Equality(classifier(), sp.diff(f, u), side)) for side in (1 - f**2, 2 - f**2)]
    [('f',), ()]
    """
    values = [definition.value for definition in equality.network.definitions]
    letters = [name for name, count in unknown_in(equality.left, equality.right, *values).items() if count == 1]
    return tuple(letters) if letters and any(_holds_of(equality, word) for word in USUAL_FUNCTIONS) else ()


def _holds_of(equality: Equality, word: str) -> bool:
    """True where no point refutes the equality if every function of which nothing is known is the one of that name."""

    def of(formula: sp.Expr) -> sp.Expr:
        while found := {node: _known(word, node) for node in formula.atoms(Unknown) if len(node.args) == 1}:
            formula = formula.xreplace(found)  # f(w f(z)) from the outside
        return formula

    network = equality.network
    made = tuple(replace(definition, value=of(definition.value)) for definition in network.definitions)
    meant = Network(network.given, made, network.conditions, network.chosen)
    tried = [equality.sizes] if equality.sizes else [dict(sizes) for sizes in size_assignments(meant)]
    sides = of(equality.left), of(equality.right)
    return not any(differs_at(meant, *sides, sizes, conditions=equality.conditions) for sizes in tried)


def _known(word: str, node: Unknown) -> sp.Expr:
    variable = sp.Dummy("u", real=True)
    return sp.diff(function_named(word)(variable), variable, node.orders[0]).xreplace({variable: node.args[0]})
