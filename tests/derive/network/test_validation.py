"""A network that does not say what each entry is, is refused when it is made, with the definition's name."""

from __future__ import annotations

from time import perf_counter

import pytest
import sympy as sp

from derive.errors import UsageError
from derive.gradient.backward import derive_gradient
from derive.network.axes import Axis, index_symbol
from derive.network.building import classifier
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor

SAMPLES, FEATURES, UNITS = Axis("samples", "nm", "N"), Axis("features", "de", "D"), Axis("units", "hg", "H")
n, d, h, j = (index_symbol(letter) for letter in "ndhj")
x = Tensor("x", (SAMPLES, FEATURES), Role.INPUT, "features")
w = Tensor("w", (FEATURES,), Role.PARAMETER, "weights")
b = Tensor("b", (), Role.PARAMETER, "bias")
z = Tensor("z", (SAMPLES,), Role.INTERMEDIATE, "scores")
E = Tensor("E", (), Role.LOSS, "loss")
SCORES = sp.Sum(w.at(d) * x.at(n, d), FEATURES.limits(d)) + b.at()
TOTAL = sp.Sum(z.at(n) ** 2, SAMPLES.limits(n)) / SAMPLES.size


def network(scores: sp.Expr = SCORES, total: sp.Expr = TOTAL, indices: tuple[sp.Symbol, ...] = (n,)) -> Network:
    """Return linear scores and the mean of their squares, with one of the two definitions as given."""
    return Network((x, w, b), (Definition(z, indices, scores, "scores"), Definition(E, (), total, "mean")))


def test_the_network_of_these_tests_is_right() -> None:
    """The network without a planted mistake is made, and its gradient derives."""
    assert str(derive_gradient(network(), "w").formula.left) == "Partial(E, w[d])"


MISTAKES = {
    "a free index that nothing gives a value": (
        {"scores": w.at(j) * x.at(n, d)},
        "in the definition of z[n] (scores): j is neither an index of it nor a size",
        "its indices here are n; the sizes are D, N: sum over j, or rename it",
    ),
    "an index that is bound elsewhere only": (
        {"scores": SCORES * w.at(d)},
        "d is neither an index of it nor a size",
        "sum over d",
    ),
    "a tensor that is defined later": (
        {"scores": SCORES + E.at()},
        "it uses E, which is defined later",
        "put the definition of E first",
    ),
    "a tensor that uses itself": ({"scores": SCORES + z.at(n)}, "it uses z itself", "define z by other tensors"),
    "an unknown tensor": (
        {"scores": SCORES + sp.IndexedBase("xx", real=True)[n]},
        "there is no tensor xx",
        "did you mean x? up to here there are b, w, x",
    ),
    "an unknown letter without indices": (
        {"scores": SCORES + sp.Symbol("q", real=True)},
        "there is no tensor q",
        "b, w, x",
    ),
    "too few indices": (
        {"scores": SCORES + sp.IndexedBase("x", real=True)[n]},
        "x stands with 1 index",
        "x has 2 indices: samples, features",
    ),
    "a tensor without its indices": (
        {"scores": SCORES + sp.Symbol("w", real=True)},
        "w stands without its indices",
        "it has 1 index",
    ),
    "an unknown size": (
        {"total": sp.Sum(z.at(n), (n, 1, sp.Symbol("M", integer=True, positive=True)))},
        "M is neither an index of it nor a size",
        "the sizes are D, N",
    ),
    "an index that runs over another axis": (
        {"scores": sp.Sum(w.at(d) * x.at(n, d), (d, 1, SAMPLES.size))},
        "in w[d], the index d runs to N, the axis to D",
        "w has the axes features (1 … D)",
    ),
    "the indices of an element in the wrong order": (
        {"scores": sp.Sum(w.at(d) * x.at(d, n), FEATURES.limits(d))},
        "in x[d, n], the index d runs to D, the axis to N",
        "x has the axes samples (1 … N), features (1 … D)",
    ),
    "an index that goes beyond the axis": (
        {"scores": sp.Sum(w.at(d), (d, 1, FEATURES.size + 1))},
        "in w[d], the index d goes to D + 1, the axis to D",
        "features",
    ),
    "an index that counts from 0": (
        {"scores": sp.Sum(w.at(d), (d, 0, FEATURES.size))},
        "in w[d], d counts from 0",
        "features",
    ),
    "the index 0": ({"scores": w.at(0) + b.at()}, "in w[0], the index 0 is 0, and indices count from 1", "features"),
    "no index on the left": ({"indices": ()}, "its left side has no index", "z has one index for each of: samples"),
    "a number on the left": (
        {"indices": (sp.Integer(1),)},
        "the indices on its left side are not different letters",
        "write such as z[n, k]",
    ),
    "a letter of another kind": ({"scores": SCORES + sp.Symbol("b")}, "b is another symbol", "tensor.at()"),
    "an element of another kind": (
        {"scores": sp.IndexedBase("w")[1] + b.at()},
        "w is a symbol that is not real",
        "tensor.at(…)",
    ),
}


@pytest.mark.parametrize("situation", MISTAKES)
def test_a_mistake_in_a_definition_is_named(situation: str) -> None:
    """Each kind of mistake in a definition: the message has the definition, what was found, and what to write."""
    changed, found, hint = MISTAKES[situation]
    with pytest.raises(UsageError) as error:
        network(**changed)
    assert error.value.message.startswith("in the definition of ")
    assert found in error.value.message and hint in error.value.hint


@pytest.mark.parametrize(
    ("given", "twice", "found"),
    [
        ((x, w, b, w), (), "w is given twice"),
        ((x, w, b), (Definition(w, (d,), x.at(1, d), "rows"),), "w is given and then defined as w[d]"),
        ((x, w, b), (Definition(z, (n,), SCORES, "scores"),) * 2, "z is defined before and then defined as z[n]"),
    ],
)
def test_a_name_for_two_tensors_is_refused(
    given: tuple[Tensor, ...], twice: tuple[Definition, ...], found: str
) -> None:
    """A tensor given twice, given and defined, or defined twice."""
    with pytest.raises(UsageError) as error:
        Network(given, twice)
    assert found in error.value.message


def test_a_letter_for_a_size_and_an_index_is_refused() -> None:
    """A size that is called n beside samples that are numbered by n: SymPy would take both for one."""
    units = Axis("units", "hg", "n")
    with pytest.raises(UsageError, match="the letter n is a size and an index of the axis 'samples'"):
        Network((x, Tensor("v", (units,), Role.INPUT, "values")), ())


def test_a_window_that_moves_over_an_axis_is_accepted() -> None:
    """A convolution: o + s − 1 runs over the inputs where o counts I − S + 1 windows of S entries."""
    size, window = (sp.Symbol(letter, integer=True, positive=True) for letter in "IS")
    inputs, taps, places = Axis("inputs", "i", "I"), Axis("taps", "s", "S"), Axis("places", "o", size - window + 1)
    signal, kernel = Tensor("x", (inputs,), Role.INPUT, "signal"), Tensor("f", (taps,), Role.PARAMETER, "kernel")
    o, s = places.index, taps.index
    value = sp.Sum(kernel.at(s) * signal.at(o + s - 1), taps.limits(s))
    result = Network(
        (signal, kernel), (Definition(Tensor("u", (places,), Role.INTERMEDIATE, "out"), (o,), value, "u"),)
    )
    assert str(result.output.shape) == "(I - S + 1,)"


def test_a_part_of_an_axis_may_be_summed() -> None:
    """A sum over all entries but the last stays inside the axis."""
    rest = sp.Sum(w.at(d + 1) * x.at(n, d), (d, 1, FEATURES.size - 1)) + b.at()
    assert network(rest).definitions[0].value == rest


def test_a_network_is_validated_in_no_time() -> None:
    """Networks are made often: for every claim of a text, several times."""
    made = classifier(bias=True, hidden=["tanh", "tanh"])
    start = perf_counter()
    for _ in range(20):
        Network(made.given, made.definitions, made.conditions)
    assert (perf_counter() - start) / 20 < 0.02
