"""Where SymPy is silently wrong: one test that it still is, and that derive gives the right answer there.

The first assertion of each test is a canary. When a new SymPy release makes one fail, SymPy has been mended:
read its release notes, drop the assertion, and think again about the detour that it justified.
"""

from __future__ import annotations

import sympy as sp
from sympy.tensor.array.expressions import convert_indexed_to_array

import derive
from derive.algebra.canonical import canonical_form, equal_for_every_size
from derive.algebra.deltas import collapse
from derive.algebra.folding import fold, unfold
from derive.algebra.indices import free_indices, substitute
from derive.gradient.backward import derive_gradient
from derive.gradient.derivation import Formula
from derive.gradient.elements import write_out
from derive.network.axes import Axis
from derive.network.definitions import Definition, Network
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.writing.matrix_form import matrix_form
from tests.derive.notation import D, K, N, W, d, delta, i, j, k, n, over, p, x, y, z

CLASSES = Axis("classes", "kjli", "K")
LOGITS = Tensor("z", (CLASSES,), Role.INPUT, "planted")
LABELS = Tensor("y", (CLASSES,), Role.INPUT, "planted")
LOSS = Tensor("L", (), Role.INTERMEDIATE, "planted")


def one_definition(tensor: Tensor, indices: tuple[sp.Symbol, ...], value: sp.Expr) -> Network:
    """A network of a single stage over z and y."""
    return Network((LOGITS, LABELS), (Definition(tensor, indices, value, "planted"),))


def test_differentiating_by_an_element_whose_index_is_bound_in_the_sum() -> None:
    """d/dz_k Σ_k exp z_k is exp z_k, whatever letter the sum binds (sympy/sympy#21891)."""
    assert sp.diff(sp.Sum(sp.exp(z[k]), over(k, K)), z[k]) == sp.Sum(sp.exp(z[k]), over(k, K))
    assert sp.diff(-sp.Sum(y[k] * z[k], over(k, K)), z[k]) == -sp.Sum(y[k], over(k, K))
    for bound in (k, j, i, n):
        value = sp.Sum(sp.exp(z[bound]) - y[bound] * z[bound], over(bound, K))
        formula = derive_gradient(one_definition(LOSS, (), value), "z").formula
        (index,) = formula.indices
        assert formula.value == sp.exp(z[index]) - y[index]


def test_substituting_an_index_that_a_sum_binds() -> None:
    """Σ_d W[k, d] x[d] with d for k is Σ_e W[d, e] x[e]: subs and xreplace both capture."""
    total = sp.Sum(W[k, d] * x[d], over(d, D))
    captured = sp.Sum(W[d, d] * x[d], over(d, D))
    assert total.subs(k, d) == total.xreplace({k: d}) == captured
    right = sp.Sum(W[d, i] * x[i], over(i, D))
    assert equal_for_every_size(substitute(total, {k: d}), right)
    assert not equal_for_every_size(substitute(total, {k: d}), captured)


def test_writing_out_a_definition_at_an_index_that_it_binds() -> None:
    """z[d], written out where z[k] := Σ_d W[k, d] x[d], keeps the two d apart."""
    definition = derive.classifier(batch=False).definition("z")
    assert definition is not None
    assert definition.value.subs(k, d) == sp.Sum(W[d, d] * x[d], over(d, D))
    assert equal_for_every_size(unfold(z[d], definition), sp.Sum(W[d, i] * x[i], over(i, D)))


def test_comparing_formulas_with_nested_sums() -> None:
    """W[j, d] is not W[d, d]: as_dummy merges nested binders, so dummy_eq says that they are the same."""
    right = sp.log(sp.Sum(sp.exp(sp.Sum(W[j, d] * x[d], over(d, D))), over(j, K)))
    wrong = sp.log(sp.Sum(sp.exp(sp.Sum(W[d, d] * x[d], over(d, D))), over(j, K)))
    assert right.dummy_eq(wrong)
    assert canonical_form(right) != canonical_form(wrong)
    assert canonical_form(right) == canonical_form(substitute(right, {}, rename_all=True))


def test_collapsing_a_delta_with_an_offset() -> None:
    """Σ_l z_l δ(l+1, j) is 0 at j = 1, where doit gives z_0 without a word."""
    total = sp.Sum(z[i] * delta(i + 1, j, K), over(i, K))
    assert total.doit() == z[j - 1]
    assert collapse(total) == total
    assert write_out(substitute(collapse(total), {j: sp.Integer(1)}), {"K": 3}) == 0


def test_collapsing_a_delta_over_another_range() -> None:
    """Σ over D of a delta over K keeps its condition; a delta without a range is never collapsed."""
    other = sp.Sum(z[i] * delta(i, j, K), over(i, D))
    assert collapse(other) == other
    bare = sp.Sum(z[i] * sp.KroneckerDelta(i, j), over(i, K))
    assert collapse(bare) == bare


def test_differentiating_by_a_whole_matrix() -> None:
    """The derivative by a MatrixSymbol is a zero matrix as soon as an element is taken (sympy/sympy#24725, #30527)."""
    column, labels = sp.MatrixSymbol("z", K, 1), sp.MatrixSymbol("y", K, 1)
    assert (labels.T * column)[0, 0].diff(column) == sp.ZeroMatrix(K, 1)
    assert sp.Sum(column[i, 0] ** 2, (i, 0, K - 1)).diff(column) == sp.ZeroMatrix(K, 1)
    inner = one_definition(LOSS, (), sp.Sum(y[i] * z[i], over(i, K)))
    squares = one_definition(LOSS, (), sp.Sum(z[i] ** 2, over(i, K)))
    assert derive_gradient(inner, "z").formula.value == y[k]
    assert derive_gradient(squares, "z").formula.value == 2 * z[k]


def test_simplifying_a_case_distinction_under_a_sum() -> None:
    """No bound index gets out: simplify lets i escape into the condition (sympy/sympy#27359)."""
    total = -sp.Sum(sp.Piecewise((delta(i, j, K), x[i] > 0), (0, True)), over(i, K))
    assert i in sp.simplify(total).free_symbols
    assert i not in free_indices(collapse(total))


def test_differentiating_by_another_element() -> None:
    """d(2 z_k)/dz_j is 2 δ_kj: for applied functions SymPy says 0, so tensors are never functions."""
    f = sp.Function("f")
    assert sp.diff(2 * f(k), f(j)) == 0
    doubled = Tensor("a", (CLASSES,), Role.INTERMEDIATE, "planted")
    formula = derive_gradient(one_definition(doubled, (k,), 2 * z[k]), "z", "a").formula
    assert canonical_form(formula.value) == canonical_form(2 * delta(*formula.indices, K))


def test_translating_a_delta_into_matrices() -> None:
    """Σ_j δ_kj z_j y_j is the vector z ⊙ y: SymPy's translation loses the delta and gives a scalar (#28950)."""
    row, column = sp.Idx("k", K), sp.Idx("j", K)
    total = sp.Sum(sp.KroneckerDelta(row, column) * z[column] * y[column], (column, 0, K - 1))
    scalar = sp.Sum(z[column] * y[column], (column, 0, K - 1))
    assert convert_indexed_to_array(total) == convert_indexed_to_array(scalar)
    value = sp.Sum(delta(k, j, K) * z[j] * y[j], over(j, K))
    network = one_definition(LOSS, (), sp.Sum(y[i] * z[i], over(i, K)))
    form = matrix_form(Formula(Partial(LOSS.at(), z[k]), value, (k,)), network)
    assert form.shape == (K, sp.Integer(1))


def test_asking_for_the_free_symbols_of_a_sum() -> None:
    """z[l] under a sum over l is not free: SymPy counts it, and lambdify then puts a constant there."""
    total = sp.Sum(z[i], over(i, K))
    assert z[i] in total.free_symbols
    assert free_indices(total) == set()
    network = one_definition(LOSS, (), total)
    assert [tensor.name for tensor in network.tensors_in(total)] == ["z"]


def test_sums_that_differ_in_a_letter() -> None:
    """Σ_k z_k − Σ_j z_j is 0 for every size: simplify leaves it standing."""
    difference = sp.Sum(z[k], over(k, K)) - sp.Sum(z[j], over(j, K))
    assert sp.simplify(difference) != 0
    assert equal_for_every_size(difference, sp.S.Zero)


def test_a_difference_beside_its_delta() -> None:
    """δ_jk (z_j − z_k) is 0: not for SymPy, not even with simplify."""
    product = delta(j, k, K) * (z[j] - z[k])
    assert sp.simplify(product) != 0
    assert equal_for_every_size(product, sp.S.Zero)


def test_folding_a_name_inside_a_sum() -> None:
    """exp(z_nk) / Σ_j exp(z_nj) becomes p_nk under Σ_n too, where subs finds nothing (sympy/sympy#20127)."""
    definition = derive.classifier().definition("p")
    assert definition is not None
    other = sp.Sum(sp.exp(z[n, i]), over(i, K))
    total = sp.Sum((sp.exp(z[n, k]) / other - y[n, k]) * x[n, d], over(n, N))
    assert total.subs(definition.value, p[n, k]) == total
    assert equal_for_every_size(fold(total, definition), sp.Sum((p[n, k] - y[n, k]) * x[n, d], over(n, N)))
