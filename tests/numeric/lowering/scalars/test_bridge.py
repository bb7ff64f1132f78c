"""The lambdify bridge: one scalar formula for each weight, against autodiff of a loss written by hand."""

from __future__ import annotations

import ast
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy as sp

from derive.errors import UnsupportedFormula, UsageError
from derive.gradient.backward import derive_gradient
from derive.gradient.derivation import Formula
from derive.network.axes import Axis
from derive.network.building import classifier, stack
from derive.network.definitions import Definition, Network
from derive.network.functions import FUNCTIONS
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from numeric.lowering.program import lower_gradients
from numeric.lowering.scalars.bridge import ElementProgram, lambdify_elements
from numeric.lowering.scalars.limits import TooManyElements

SIZES = {"D": 4, "K": 3, "H": 2, "H_1": 2, "H_2": 3}


def element_program(network, *, general=True, sizes=SIZES) -> ElementProgram:
    """Every parameter's scalar formulas in one program."""
    return _element_program(network, general, tuple(sizes.items()))


@cache
def _element_program(network, general, sizes):
    sizes = dict(sizes)
    derivations = {t.name: derive_gradient(network, wrt=t.name) for t in network.parameters}
    formulas = {name: d.general if general else d.formula for name, d in derivations.items()}
    return lambdify_elements(network, formulas, sizes)


def random_arrays(network, seed, rows=9, dtype="float64"):
    """Random values for the given tensors; the labels do not sum to one."""
    generator = np.random.default_rng(seed)
    sizes = SIZES | {"N": rows}
    return {t.name: generator.normal(size=[sizes[str(s)] for s in t.shape]).astype(dtype) for t in network.given}


def independent_gradient(arrays, base, reduction):
    """jax.grad of the loss written by hand with jax.nn, by entry name."""

    def loss(parameters):
        below = arrays["x"]
        for layer in sorted({name[1:] for name in parameters}):
            logits = below @ parameters[f"W{layer}"].T + parameters.get(f"b{layer}", 0.0)
            below = jnp.tanh(logits)
        losses = -jnp.sum(arrays["y"] * jax.nn.log_softmax(logits), axis=-1) / np.log(base)
        return {"mean": jnp.mean, "sum": jnp.sum}[reduction](losses)

    gradients = jax.jit(jax.grad(loss))({name: value for name, value in arrays.items() if name not in "xy"})
    return {
        f"{name}[{','.join(str(i + 1) for i in place)}]": float(value)
        for name, gradient in gradients.items()
        for place, value in np.ndenumerate(np.asarray(gradient))
    }


@pytest.mark.parametrize(
    ("options", "base"),
    [
        ({}, np.e),
        ({"bias": True, "log_base": "2", "reduction": "sum"}, 2),
        ({"hidden": ("tanh",), "bias": True, "log_base": "10"}, 10),
        ({"batch": False, "bias": True, "log_base": "2"}, 2),
    ],
    ids=str,
)
def test_every_weight_agrees_with_autodiff(options, base):
    """Any labels: each weight's own formula, run over the rows, gives jax.grad's entry of that name."""
    network = classifier(**options)
    arrays = random_arrays(network, seed=1)
    found = element_program(network)(arrays)
    expected = independent_gradient(arrays, base, options.get("reduction", "mean"))
    assert set(found) == set(expected)
    assert all(found[name] == pytest.approx(expected[name], rel=1e-12, abs=1e-15) for name in expected)


def test_names_run_by_class_then_feature():
    """W[1,1], W[1,2] …: row = class, column = feature, the order of memory."""
    names = element_program(classifier(bias=True)).names
    assert names[:5] == ("W[1,1]", "W[1,2]", "W[1,3]", "W[1,4]", "W[2,1]")
    assert names[12:] == ("b[1]", "b[2]", "b[3]")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_huge_logits_stay_finite(dtype):
    """Logits of ±1000 in both dtypes give the same limit as one-hot probabilities."""
    program = element_program(classifier(), general=False)
    features = np.array([[1000.0, -1000.0, 0, 0], [-1000.0, 999.0, 3, 0], [0, 1000.0, 1000.0, 0]], dtype)
    labels = np.eye(3, dtype=dtype)
    found = program({"x": features, "W": np.eye(3, 4, dtype=dtype), "y": labels})
    probabilities = np.array([[1, 0, 0], [0, 1, 0], [0, 0.5, 0.5]])
    expected = (probabilities - labels).T @ features / 3
    assert np.allclose(list(found.values()), expected.ravel(), rtol=1e-6)


def test_the_source_is_what_a_reader_would_write():
    """Plain scalars v0, v1 …: three logits, their largest, three exponentials; the legend names the arguments."""
    program = element_program(classifier(batch=False), general=False)
    lines = program.source.splitlines()
    assert lines[1].strip() == "v19 = v0*v4 + v1*v5 + v2*v6 + v3*v7"
    assert lines[5].strip() == "v23 = exp(v19 - v22)"
    assert program.legend["v0"] == "x[1]"
    assert program.legend["v4"] == "W[1,1]"
    names = {node.id for node in ast.walk(ast.parse(program.source)) if isinstance(node, ast.Name)}
    assert {name for name in names if not name.startswith("v")} == {"exp", "reduce", "maximum"}


def test_rows_are_never_unrolled():
    """NumPy is called as often for 2000 rows as for 2."""
    program, network, called = element_program(classifier()), classifier(), []

    class Counted(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, **options):
            called[-1] += 1
            plain = (value.view(np.ndarray) if isinstance(value, Counted) else value for value in inputs)
            found = getattr(ufunc, method)(*plain, **options)
            return found.view(Counted) if isinstance(found, np.ndarray) else found

    for rows in (2, 2000):
        called.append(0)
        arrays = random_arrays(network, seed=2, rows=rows)
        program.function(*(np.asarray(arrays[t.name]).view(Counted) for t in network.given))
    assert called[0] == called[1] > 10


@pytest.mark.parametrize(
    ("options", "sizes"), [({}, {"D": 64, "K": 10}), ({"hidden": ("tanh",)}, {"D": 3, "K": 10, "H": 15})], ids=str
)
def test_a_large_network_is_refused_with_the_way_out(options, sizes):
    """Too many weights, or too many operations: the message names the array formula."""
    with pytest.raises(TooManyElements) as caught:
        element_program(classifier(**options), sizes=sizes)
    assert "array formula" in caught.value.hint


def test_a_formula_that_is_no_sum_over_the_samples_is_refused():
    """A product of two sums over the samples has no formula of one sample."""
    network = classifier()
    n, k, d, N = (sp.Symbol(c, integer=True, positive=True) for c in ("n", "k", "d", "N"))
    x, y = sp.IndexedBase("x", real=True), sp.IndexedBase("y", real=True)
    value = sp.Sum(x[n, d], (n, 1, N)) * sp.Sum(y[n, k], (n, 1, N))
    left = Partial(sp.Symbol("E", real=True), sp.IndexedBase("W", real=True)[k, d])
    with pytest.raises(UnsupportedFormula, match="not one sum over the samples"):
        lambdify_elements(network, {"W": Formula(left, value, (k, d))}, SIZES)


def test_other_shapes_than_the_formulas_are_refused():
    """The formulas are for 4 features; five are an error that says so, not a wrong number."""
    network = classifier()
    arrays = random_arrays(network, seed=3) | {"x": np.ones((9, 5)), "W": np.ones((3, 5))}
    with pytest.raises(UsageError, match="x has 5 features and the program has 4"):
        element_program(network)(arrays)


@pytest.mark.parametrize("name", ["sigmoid", "softplus", "relu", "gelu", "erf", "max"])
def test_functions_that_sympy_has_no_code_for_are_those_of_the_table(name: str) -> None:
    """a_n = f(x_n w): each weight's own formula calls the record's JAX form."""
    record = FUNCTIONS[name]
    samples, units = Axis("samples", "nm", "N"), Axis("units", "hg", "H")
    n, h = samples.index, units.index
    x, w = Tensor("x", (samples,), Role.INPUT, "inputs"), Tensor("w", (units,), Role.PARAMETER, "weights")
    a = Tensor("a", (samples, units), Role.INTERMEDIATE, "activations")
    loss = Tensor("E", (), Role.LOSS, "loss")
    product = x.at(n) * w.at(h)
    value = record(product) if record.arity == 1 else record(product, sp.Integer(1))
    network = Network(
        (x, w),
        (
            Definition(a, (n, h), value, "layer"),
            Definition(loss, (), sp.Sum(a.at(n, h), samples.limits(n), units.limits(h)), "sum"),
        ),
    )
    formula = Formula(Partial(loss.at(), w.at(h)), sp.Sum(a.at(n, h) * x.at(n), samples.limits(n)), (h,))
    point = {"x": [0.5, -1.0, 2.0], "w": [1.5, 0.25]}
    found = lambdify_elements(network, {"w": formula}, {"H": 2})(point)
    expected = lower_gradients(network, {"w": formula})(point)["w"]
    assert list(found.values()) == pytest.approx(expected.tolist(), rel=1e-14)


def test_a_mean_over_positions_is_taken_by_their_number() -> None:
    """Mean pooling after a convolution divides by T − S + 1, a size that is not that of the rows."""
    network = stack("convolution 2 3", "mean pooling", "dense", inputs="N T D")
    sizes = {"T": 3, "D": 1, "K": 2, **dict(network.sizes)}
    shapes = {t.name: [sizes.get(str(s), 5) for s in t.shape] for t in network.given}
    arrays = {name: np.random.default_rng(0).normal(size=shape) for name, shape in shapes.items()}
    formulas = {t.name: derive_gradient(network, wrt=t.name).formula for t in network.parameters}
    found = lambdify_elements(network, formulas, sizes)(arrays)
    expected = lower_gradients(network, formulas)(arrays)
    np.testing.assert_allclose(list(found.values()), np.concatenate([np.ravel(expected[n]) for n in formulas]))
