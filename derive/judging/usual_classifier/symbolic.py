"""Claims in letters: decided against the network of the notes, with the slip that explains an error."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import sympy as sp

from ...algebra.indices import free_indices, fresh_index, map_children, substitute
from ...errors import UnsupportedFormula, UsageError
from ...gradient.derivation import Formula
from ...network.definitions import Network
from ...network.maximum import Maximum
from ...network.partial import Partial
from ...network.tensors import Role, Tensor
from ...proof.decision import decide
from ...proof.derivatives import Derivatives
from ...proof.every_size import holds_for_every_size
from ...proof.places import index_ranges, size_assignments
from ...proof.small_sizes import exact_check
from ...proof.verdict import Outcome, Verdict
from ...reading.formula import Glossary
from ...writing.latex import latex
from ..equality.larger_sizes import EVERY_SIZE, checked_at, judged_for_all_sizes
from ..equality.setting import Setting, Used, network_for, sizes_written_out, with_one_hot_labels, with_usual_sizes
from ..finding import Judgement, point_of
from .updates import judge_update

MOST_ENTRIES = 24
LARGEST_OF = "largest of "
OTHERWISE = "this defines the left side otherwise than the network does"


def judge_equality(
    left: sp.Expr,
    right: sp.Expr,
    glossary: Glossary,
    setting: Setting,
    open_indices: tuple[sp.Symbol, ...] = (),
    *,
    explain: bool = True,
) -> Judgement:
    """Decide one equality: a definition, a derivative, a chain-rule product or an intermediate step.

    ``open_indices`` are those of an equality of vectors or matrices, whose correction is written as such.
    Without ``explain`` no slip is sought behind a refutation.
    """
    left, right = with_usual_sizes(left, right)
    left, right = _with_maxima_as_letters(*_with_a_letter_for_sample_losses(left, right, glossary))
    used = Used.of((left, right))
    if left == right:
        return Judgement(Outcome.PROVED, EVERY_SIZE)
    if any(name.startswith(LARGEST_OF) for name in used.ranks):
        return _whatever_the_maxima(left, right, glossary, setting)
    if isinstance(left, (sp.Symbol, sp.Indexed)) and right.has(left):
        return judge_update(left, right, glossary, lambda a, b: judge_equality(a, b, glossary, setting, explain=False))
    if not any(glossary[name].axes or glossary[name].role == "loss" for name in used.ranks):
        return _explicit(left, right)
    conflict = _conflict(left, right, glossary)
    if conflict:
        return Judgement(Outcome.UNDECIDED, conflict)
    left, right = _without_partials(left), _without_partials(right)
    if not left.has(Partial) and not right.has(Partial) and _is_plain(left, right, used):
        return _explicit(left, right)
    network, unknown = network_for(setting, used, glossary)
    try:
        left, right = (Derivatives(network).of_formulas(side) for side in (left, right))
    except UsageError as reason:
        return Judgement(Outcome.UNDECIDED, reason.message)
    labels = next((t for t in network.given if glossary[t.name].role == "labels"), None)
    label = labels and sp.Symbol(labels.name, integer=True, positive=True)
    if label is not None and (left.has(label) or right.has(label)):
        return _one_hot(network, labels, label, left, right)
    derived = {name for partial in _partials(left, right) for name in Used.of(partial.args).ranks}
    if derived & set(unknown):
        return Judgement(Outcome.UNDECIDED, f"nothing is known of {', '.join(sorted(derived & set(unknown)))}")
    sizes = sizes_written_out((left, right), network)
    if sizes is not None and max(sizes.values()) > MOST_ENTRIES:
        return Judgement(
            Outcome.UNDECIDED, f"a formula with more than {MOST_ENTRIES} entries of one axis is not judged"
        )
    verdict = checked_at(network, left, right, network.conditions, sizes)
    if verdict.outcome is Outcome.REFUTED:
        by_letter = _by_the_letter_of_a_class(network, left, right)
        if by_letter is not None:
            return by_letter
        apart = _for_different_indices(network, left, right)
        if apart is not None:
            return apart
    if verdict.outcome is not Outcome.REFUTED:
        return judged_for_all_sizes(network, left, right, verdict, sizes)
    if not explain:
        return Judgement(Outcome.REFUTED, verdict.reason, witness=point_of(verdict))
    return _explained(verdict, Formula(left, right, open_indices), network, unknown, glossary)


def _with_a_letter_for_sample_losses(left: sp.Expr, right: sp.Expr, glossary: Glossary) -> tuple[sp.Expr, sp.Expr]:
    """L_n beside L is the loss of one sample beside that of the batch: two tensors, so it gets the letter ℓ."""
    ranks = Used.of((left, right)).ranks
    both = {name for name, found in ranks.items() if found == {0, 1} and glossary[name].role == "loss"}
    if len(both) != 1 or "ell" in ranks or glossary["ell"].role != "loss":
        return left, right
    ell = sp.IndexedBase("ell", real=True)
    elements = {e for side in (left, right) for e in side.atoms(sp.Indexed) if e.base.label.name in both}
    letters = {element: ell[element.indices] for element in elements}
    return left.xreplace(letters), right.xreplace(letters)


def _with_maxima_as_letters(left: sp.Expr, right: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """A letter for each max_j z_j outside of derivatives: what holds for every value of it holds for that one."""
    maxima = {node for side in (left, right) for node in side.atoms(Maximum) if not free_indices(node)}
    if not maxima or any(partial.has(Maximum) for partial in _partials(left, right)):
        return left, right
    index = sp.Dummy("j", integer=True, positive=True)
    bare = {node: substitute(node.args[0], {node.args[1][0]: index}) for node in maxima}
    order = list(dict.fromkeys(sorted(bare.values(), key=str)))
    letters = {node: sp.Symbol(f"{LARGEST_OF}{order.index(bare[node])}", real=True) for node in maxima}
    return left.xreplace(letters), right.xreplace(letters)


def _whatever_the_maxima(left: sp.Expr, right: sp.Expr, glossary: Glossary, setting: Setting) -> Judgement:
    named = {s: sp.Symbol(s.name.replace(LARGEST_OF, "largest_"), real=True) for s in (left + right).free_symbols
             if str(s).startswith(LARGEST_OF)}  # fmt: skip
    judged = judge_equality(left.xreplace(named), right.xreplace(named), glossary, setting, explain=False)
    if judged.verdict.proved:
        return judged
    return Judgement(Outcome.UNDECIDED, "it does not hold for every number in the place of the maximum")


def _explicit(left: sp.Expr, right: sp.Expr) -> Judgement:
    if left.has(sp.Sum, sp.KroneckerDelta):
        return Judgement(Outcome.UNDECIDED, "nothing is known of these letters")
    verdict = decide(_without_partials(left), _without_partials(right))
    return Judgement(verdict.outcome, verdict.reason, verdict.condition, point_of(verdict))


def _without_partials(node: sp.Expr) -> sp.Expr:
    """d/dx of a formula in plain symbols is worked out; ∂u/∂v of a named u stays."""
    if isinstance(node, Partial) and node.denominator.is_Symbol and _in_plain_symbols(node):
        return sp.diff(node.numerator, node.denominator)
    if not node.args or not node.has(Partial):
        return node
    return map_children(node, _without_partials)


def _in_plain_symbols(node: Partial) -> bool:
    return not isinstance(node.numerator, (sp.Symbol, sp.Indexed)) and not node.has(sp.Indexed, sp.Sum)


def _partials(*expressions: sp.Expr) -> set[sp.Expr]:
    return {partial for expression in expressions for partial in expression.atoms(Partial)}


def _is_plain(left: sp.Expr, right: sp.Expr, used: Used) -> bool:
    """True for an identity of letters without indices, such as σ(z)(1 − σ(z)): z is a number there."""
    defines = (left.is_Symbol or right.is_Symbol) and left.free_symbols != right.free_symbols
    return all(ranks == {0} for ranks in used.ranks.values()) and not defines


def _conflict(left: sp.Expr, right: sp.Expr, glossary: Glossary) -> str:
    if not isinstance(left, sp.Indexed) or glossary[left.base.label.name].role != "labels":
        return ""
    roles = {glossary[name].role: name for name in Used.of((right,)).ranks}
    if "weights" in roles or "input" in roles:
        name = left.base.label.name
        return f"{name} is defined as the logits here, but stands for the labels: declare what {name} means"
    return ""


def _by_the_letter_of_a_class(network: Network, left: sp.Expr, right: sp.Expr) -> Judgement | None:
    """−log p_c, where c is free on the right only, or −log p_1: the right class, if that makes it true."""
    letters = {index for index in free_indices(right) - free_indices(left) if index.is_Symbol}
    labels = next((t for t in network.given if t.role is Role.LABEL and len(t.axes) == 1), None)
    if not letters and isinstance(left, sp.Symbol):  # L = −log p_1
        letters = {e.indices[0] for e in right.atoms(sp.Indexed) if len(e.indices) == 1 and e.indices[0].is_Integer}
    if len(letters) != 1 or labels is None or right.has(sp.IndexedBase(labels.name, real=True)):
        return None
    (label,) = letters
    fresh = fresh_index(label) if label.is_Symbol else label  # the network's definitions have a k of their own
    if not holds_for_every_size(with_one_hot_labels(network, labels, fresh), left, substitute(right, {label: fresh})):
        return None
    return Judgement(Outcome.PROVED_WHEN, EVERY_SIZE, f"labels are one-hot and {label} is the right class")


def _for_different_indices(network: Network, left: sp.Expr, right: sp.Expr) -> Judgement | None:
    """∂p_i/∂z_j = −p_i p_j, which is said of i ≠ j."""
    if not isinstance(left, Partial) or right.has(sp.KroneckerDelta):
        return None
    ranges = list(index_ranges(network, left, left).items())
    if len(ranges) != 2 or ranges[0][1] != ranges[1][1]:
        return None
    (first, size), (second, _) = ranges
    apart = 1 - sp.KroneckerDelta(first, second, (1, size))
    if not holds_for_every_size(network, left * apart, right * apart):
        return None
    return Judgement(Outcome.PROVED_WHEN, EVERY_SIZE, f"{first} ≠ {second}")


def _one_hot(network: Network, labels: object, label: sp.Symbol, left: sp.Expr, right: sp.Expr) -> Judgement:
    """A label as an index: every class in turn is the right one."""
    assert isinstance(labels, Tensor)
    if len(labels.axes) != 1:
        return Judgement(Outcome.UNDECIDED, "labels as indices are judged for one sample only")
    verdict = Verdict(Outcome.UNDECIDED, "", reason="no size was tried")
    at_first = substitute(left, {label: sp.S.One}), substitute(right, {label: sp.S.One})
    for sizes in size_assignments(network):
        for number in range(1, dict(sizes)[labels.axes[0].size] + 1):
            here = {label: sp.Integer(number)}
            one_hot = with_one_hot_labels(network, labels, here[label])
            verdict = exact_check(one_hot, substitute(left, here), substitute(right, here), sizes=dict(sizes))
            if not verdict.proved:
                return Judgement(verdict.outcome, verdict.reason, witness=point_of(verdict))
    every = with_one_hot_labels(network, labels, label)
    if holds_for_every_size(every, left, right):
        return Judgement(Outcome.PROVED_WHEN, EVERY_SIZE, "labels are one-hot")
    found = judged_for_all_sizes(with_one_hot_labels(network, labels, sp.S.One), *at_first, verdict, None)
    condition = f"labels are one-hot, and {found.condition}" if found.condition else ""
    return replace(found, verdict=Outcome.PROVED_WHEN if condition else found.verdict, condition=condition)


def _is_below_a_parameter(network: Network, name: str) -> bool:
    """True for a hidden layer: another one with a parameter stands above it."""
    tensor = network.tensor(name)
    above = (d for d in network.definitions[:-1] if tensor in network.tensors_in(d.value))
    return any(part in network.parameters for d in above for part in network.tensors_in(d.value))


def _explained(
    verdict: Verdict, claimed: Formula, network: Network, unknown: tuple[str, ...], glossary: Glossary
) -> Judgement:
    from ..slips.diagnosis import diagnose, diagnose_two  # what explains an error waits for one

    left, right = claimed.left, claimed.value
    if unknown:
        return Judgement(Outcome.UNDECIDED, f"nothing is known of {', '.join(unknown)}")
    if (
        "a" in {t.name for t in network.tensors}
        and "a" not in glossary.letters
        and not _is_below_a_parameter(network, "a")
    ):
        return Judgement(Outcome.UNDECIDED, "a may be the logits or the activations of a hidden layer: declare a")
    explained = diagnose(left, right, network=network, conditions=network.conditions)
    defines = isinstance(left, (sp.Indexed, sp.Symbol))
    if explained is None and defines:
        return Judgement(Outcome.UNDECIDED, OTHERWISE)
    if explained is None:
        explained = diagnose_two(left, right, network=network, conditions=network.conditions)
    if explained is None:
        return Judgement(Outcome.REFUTED, "the two sides differ", witness=point_of(verdict))
    corrected = corrected_latex(replace(claimed, value=explained.corrected), network)
    when = f" (when {explained.verdict.condition})" if explained.verdict.condition else ""
    if explained.slip == "transposed indices" and _has_usual_weights(network, glossary):
        when += "; W is taken as K × D here: write z = W^T x first if yours is D × K"
    return Judgement(Outcome.REFUTED, explained.sentence + when, witness=point_of(verdict), corrected=corrected)


def _has_usual_weights(network: Network, glossary: Glossary) -> bool:
    return any(t.name in ("W", "w") and t.name not in glossary.letters for t in network.given)


def _with_the_sign_inside(node: sp.Expr) -> sp.Expr:
    """(p − y) x for −(y − p) x, also inside a sum."""
    coefficient, rest = node.as_coeff_Mul()
    if coefficient >= 0:
        return node
    for factor in sp.Mul.make_args(rest):
        if isinstance(factor, sp.Add):
            return -coefficient * sp.Add(*(-term for term in factor.args)) * (rest / factor)
        if isinstance(factor, sp.Sum):
            inside = _with_the_sign_inside(-factor.function)
            if not inside.could_extract_minus_sign():
                return -coefficient * sp.Sum(inside, *factor.limits) * (rest / factor)
    return node


def corrected_latex(formula: Formula, network: Network) -> str:
    """The right side in the notation of the claim: of matrices where it has open indices, else with indices."""
    from ...writing.matrix_form import matrix_form

    formula = replace(formula, value=_with_the_sign_inside(formula.value))
    with suppress(UnsupportedFormula, UsageError, KeyError):  # an index of no axis has no place in a matrix
        if formula.indices:
            return matrix_form(formula, network).latex()
    with suppress(UnsupportedFormula):
        return latex(formula.value, taken=(formula.left,))
    return ""
