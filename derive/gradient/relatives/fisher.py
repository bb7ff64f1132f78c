"""The Fisher matrix and its relatives: slopes of single samples, multiplied, averaged over labels or over the data."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...algebra.deltas import collapse
from ...algebra.folding import Names
from ...algebra.indices import fresh_index, freshen, map_children, substitute
from ...algebra.tidying import tidy
from ...network.definitions import Network
from ...network.partial import Partial
from ...network.tensors import Role, Tensor
from ...proof.verdict import Verdict
from .. import rules
from ..backward import derive_gradient, under_conditions
from ..checking import StepChecker
from ..derivation import Derivation, Formula, Step
from ..recording import COLLAPSE, TIDY, Recorder
from .blocks import Block
from .outputs import Samples
from .relative import Claim, Relative

NOT_A_LIKELIHOOD = "exp(−L) does not add up to 1 over the labels, so that the loss is no −ln of a probability"
NOT_ONE_LABEL = "the labels of a sample are no class and no choice between 0 and 1"


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A loss that is −ln of a probability: the ``shares`` of the labels that a sample may have.

    With ``limits`` the label is one of that many classes, its share one formula in that index; without, the label is 0
    or 1, and there are two shares.
    """

    labels: Tensor
    shares: tuple[sp.Expr, ...]
    limits: tuple[sp.Symbol, int, sp.Expr] | None = None

    def expected(self, expression: sp.Expr) -> sp.Expr:
        """The expectation of an expression over labels that are drawn by their shares."""
        if self.limits is not None:
            return sp.Sum(self.shares[0] * self.with_label(expression, self.limits[0]), self.limits)
        return sp.Add(*(share * self.with_label(expression, sp.Integer(y)) for y, share in enumerate(self.shares)))

    def with_label(self, node: sp.Expr, label: sp.Expr) -> sp.Expr:
        """The expression for one label: of a class the elements are 1 at that class and else 0."""
        if isinstance(node, (sp.Indexed, sp.Symbol)):
            if not _is_of(node, self.labels):
                return node
            return label if self.limits is None else sp.KroneckerDelta(node.indices[-1], label, self.limits[1:])
        return map_children(node, lambda child: self.with_label(child, label)) if node.args else node


def _is_of(node: sp.Expr, tensor: Tensor) -> bool:
    name = node.base.label.name if isinstance(node, sp.Indexed) else node.name
    return bool(name == tensor.name)


def likelihood_of(network: Network, samples: Samples) -> Likelihood | str:
    """Whether Σ exp(−L) over the labels that a sample may have is 1, which is proved; else why it is not.

    >>> from ...network.building import classifier
    >>> from .outputs import samples_of
    >>> network = classifier()
    >>> likelihood_of(network, samples_of(network)).shares
    (p[n, _c],)
    >>> network = classifier(log_base="2")
    >>> likelihood_of(network, samples_of(network))
    'exp(−L) does not add up to 1 over the labels, so that the loss is no −ln of a probability'
    """
    loss = network.definition(samples.loss.name)
    labels = [t for t in network.given if t.role is Role.LABEL and network.depends(samples.loss, t)]
    if loss is None or len(labels) != 1 or labels[0].axes[:1] != (samples.axis,) or len(labels[0].axes) > 2:
        return NOT_ONE_LABEL
    (tensor,) = labels
    if any(network.depends(t, tensor) for t in network.tensors_in(loss.value) if t != tensor):
        return f"{tensor.name} passes through another tensor on its way to the loss"
    index = sp.Dummy("c", integer=True, positive=True)
    limits = tensor.axes[1].limits(index) if len(tensor.axes) == 2 else None
    bare = Likelihood(tensor, (), limits)
    choices = [index] if limits else [sp.S.Zero, sp.S.One]
    losses = [tidy(collapse(bare.with_label(freshen(loss.value), choice))) for choice in choices]
    shares = tuple(tidy(Names(network).given_back(sp.exp(-value))) for value in losses)
    found = Likelihood(tensor, shares, limits)
    verdict: Verdict = StepChecker(network).check(found.expected(sp.S.One), sp.S.One, left=loss.left)
    return found if verdict.proved and not verdict.condition else NOT_A_LIKELIHOOD


def fisher(network: Network, samples: Samples, likelihood: Likelihood, block: Block, matrix: Relative) -> Relative:
    """F = E[∂L/∂θ ∂L/∂θ] over labels drawn from p: at the outputs it is the second derivative, and so GN = F.

    >>> from ...network.building import classifier
    >>> from .blocks import block_of
    >>> from .gauss_newton import Curvature, gauss_newton
    >>> from .outputs import samples_of
    >>> network = classifier()
    >>> curvature, samples = Curvature(network.hessian("W"), network.tensor("z")), samples_of(network)
    >>> block = block_of(network.tensor("z"), curvature.of_loss.formula)
    >>> found = fisher(network, samples, likelihood_of(network, samples), block, gauss_newton(curvature))
    >>> found.formula, found.claims[0].verdict.outcome.value
    (Formula(F_kdje = (1/N) Σ_n p_nk (δ_kj − p_nj) x_nd x_ne), 'PROVED')
    """
    slope = derive_gradient(network, block.outputs.name, samples.loss.name)
    column = block.column if block.column is not None else block.row
    product = _slope_at(slope, block, block.row) * _slope_at(slope, block, column)
    recorder = Recorder(StepChecker(network))
    left = sp.IndexedBase("F", real=True)[(*block.carried, *((block.row, column) if block.row is not None else ()))]
    expected = samples.scale * likelihood.expected(freshen(product))
    value = recorder.rewrite(left, expected, COLLAPSE, TIDY)
    value = recorder.record(rules.SHARES_ADD_UP, left, value, block.value())
    equal = StepChecker(network).check(expected, block.value(), left=left)
    words = "at the outputs it is the second derivative of the loss; so it is the Gauss–Newton matrix"
    assert matrix.formula is not None
    of_matrix = matrix.formula
    letter = sp.IndexedBase("F", real=True)[of_matrix.indices] if of_matrix.indices else sp.Symbol("F", real=True)
    return Relative(
        "fisher",
        "Fisher matrix",
        "The products of the slopes of one sample's loss, averaged over labels drawn from the network's own shares, "
        "then over the samples. The labels of the data have no part in it.",
        network,
        Formula(letter, of_matrix.value, of_matrix.indices, of_matrix.conditions, network),
        steps=tuple(recorder.steps),
        claims=(Claim(words, expected, block.value(), equal),),
    )


def _slope_at(slope: Derivation, block: Block, index: sp.Symbol | None) -> sp.Expr:
    """∂L_n/∂z_nk for the sample's own outputs: the formula with the sample of z and of L the same."""
    formula, rank = slope.general, len(slope.of.axes)
    samples, outputs = formula.indices[:rank], formula.indices[rank:]
    own = dict(zip(outputs, block.outputs.indices, strict=True))
    places = {old: index if new == block.row and index is not None else new for old, new in own.items()}
    places |= dict(zip(samples, block.carried, strict=False))
    return substitute(freshen(formula.value), places)


def empirical_fisher(network: Network, samples: Samples, wrt: tuple[Tensor, Tensor]) -> Relative:
    """EF = c Σ_n ∂L_n/∂θ ∂L_n/∂θ with the labels of the data.

    >>> from ...network.building import classifier
    >>> from .outputs import samples_of
    >>> network = classifier()
    >>> W = network.tensor("W")
    >>> empirical_fisher(network, samples_of(network), (W, W)).formula
    Formula(EF_kdje = (1/N) Σ_n (p_nk − y_nk) (p_nj − y_nj) x_nd x_ne)
    """
    pieces = [derive_gradient(network, tensor.name, samples.loss.name) for tensor in wrt]
    indices = network.hessian(*(tensor.name for tensor in wrt)).general.indices
    rank = len(wrt[0].axes)
    n = fresh_index(samples.axis.index)
    first, second = wrt[0].at(*indices[:rank]), wrt[1].at(*indices[rank:])
    product = Partial(samples.loss.at(n), first) * Partial(samples.loss.at(n), second)
    left = sp.IndexedBase("EF", real=True)[indices] if indices else sp.Symbol("EF", real=True)
    named = samples.scale * sp.Sum(product, samples.axis.limits(n))
    general, formula, steps = _from_known(network, pieces, left, named, indices)
    says = "The products of the slopes of each sample's loss for its own label, averaged. It is no second derivative."
    return Relative("empirical-fisher", "Empirical Fisher matrix", says, network, formula, general, steps)


def sample_norms(network: Network, samples: Samples, wrt: Tensor) -> Relative:
    """‖∂L_n/∂θ‖² for each sample, without its gradient.

    >>> from ...network.building import classifier
    >>> from .outputs import samples_of
    >>> network = classifier()
    >>> print(sample_norms(network, samples_of(network), network.tensor("W")).formula.value)
    Sum((p[n, _k] - y[n, _k])**2, (_k, 1, K))*Sum(x[n, _d]**2, (_d, 1, D))
    """
    piece = derive_gradient(network, wrt.name, samples.loss.name)
    n = samples.axis.index
    inner = tuple(map(fresh_index, wrt.indices))
    limits = [axis.limits(index) for axis, index in zip(wrt.axes, inner, strict=True)]
    squared = Partial(samples.loss.at(n), wrt.at(*inner)) ** 2
    named = sp.Sum(squared, *limits) if limits else squared
    left = sp.IndexedBase("S", real=True)[n]
    general, formula, steps = _from_known(network, [piece], left, named, (n,))
    says = "How long the gradient of each sample is, squared: what clipping and choosing samples need."
    return Relative("sample-norms", "Squared gradient of each sample", says, network, formula, general, steps)


def in_separate_sums(node: sp.Expr) -> sp.Expr:
    """Σ_k Σ_d f_k g_d = (Σ_k f_k) (Σ_d g_d): the indices of a sum that no factor has together are summed apart.

    >>> k, d, K, D = sp.symbols("k d K D", integer=True, positive=True)
    >>> f, g = sp.IndexedBase("f"), sp.IndexedBase("g")
    >>> in_separate_sums(sp.Sum(f[k] * g[d], (k, 1, K), (d, 1, D)))
    Sum(f[k], (k, 1, K))*Sum(g[d], (d, 1, D))
    """
    if not isinstance(node, sp.Sum):
        return map_children(node, in_separate_sums) if node.has(sp.Sum) else node
    groups: list[tuple[set[sp.Symbol], sp.Expr]] = []
    for factor in sp.Mul.make_args(node.function):
        own, value = {limit[0] for limit in node.limits if factor.has(limit[0])}, factor
        for group in [g for g in groups if g[0] & own or not (g[0] or own)]:
            groups.remove(group)
            own, value = own | group[0], value * group[1]
        groups.append((own, value))
    return sp.Mul(*(_over(value, [limit for limit in node.limits if limit[0] in own]) for own, value in groups))


def _over(value: sp.Expr, limits: list[sp.Tuple]) -> sp.Expr:
    return sp.Sum(value, *limits) if limits else value


def _from_known(
    network: Network, pieces: list[Derivation], left: sp.Expr, named: sp.Expr, indices: tuple[sp.Symbol, ...]
) -> tuple[Formula, Formula, tuple[Step, ...]]:
    checker = StepChecker(network)
    for piece in pieces:
        checker.establish(piece.general.left, piece.general.value)
    recorder = Recorder(checker)
    value = recorder.record(rules.SUBSTITUTE, left, named, checker.with_known(named))
    value = recorder.rewrite(left, value, COLLAPSE, TIDY, (rules.FOLD, Names(network).given_back), TIDY)
    value = recorder.record(rules.TIDY, left, value, in_separate_sums(value))
    general = Formula(left, value, indices, network=network)
    formula = under_conditions(recorder, network, general)
    return general, formula, tuple(recorder.steps)
