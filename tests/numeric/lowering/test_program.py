"""The array bridge against jax.grad of an independent implementation, and the properties of its code."""

from __future__ import annotations

import ast
import itertools
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy as sp

from derive.errors import UnsupportedFormula, UsageError
from derive.gradient.backward import derive_gradient
from derive.gradient.derivation import Derivation, Formula
from derive.network.axes import Axis
from derive.network.building import classifier
from derive.network.definitions import Definition, Network
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from numeric.lowering.program import LoweredProgram, lower_forward, lower_gradients

N, D, K, H, H_1, H_2 = sp.symbols("N D K H H_1 H_2", integer=True, positive=True)
SIZES = {N: 7, D: 5, K: 3, H: 11, H_1: 11, H_2: 2}


def random_arrays(
    network: Network, sizes: dict[sp.Expr, int], seed: int, dtype: str = "float64"
) -> dict[str, np.ndarray]:
    """Random values for the given tensors; the labels do not sum to one."""
    generator = np.random.default_rng(seed)
    shapes = {t.name: tuple(int(s.subs(sizes)) for s in t.shape) for t in network.given}
    return {name: generator.normal(size=shape).astype(dtype) for name, shape in shapes.items()}


def independent_loss(parameters, x, y, *, log_base="e", reduction="mean"):
    """The same loss written by hand with jax.nn, for one row or many."""
    layers = sorted({name[1:] for name in parameters})
    below = x
    for layer in layers:
        logits = below @ parameters[f"W{layer}"].T + parameters.get(f"b{layer}", 0.0)
        below = jnp.tanh(logits)
    losses = -jnp.sum(y * jax.nn.log_softmax(logits), axis=-1) / np.log({"e": np.e, "2": 2, "10": 10}[log_base])
    return losses if losses.ndim == 0 else (losses.mean() if reduction == "mean" else losses.sum())


@cache
def gradient_program(network: Network, *, general: bool = True) -> LoweredProgram:
    """All parameters' derived gradients in one program."""
    derivations = {t.name: derivation(network, t.name) for t in network.parameters}
    return lower_gradients(network, {n: d.general if general else d.formula for n, d in derivations.items()})


@cache
def derivation(network: Network, wrt: str) -> Derivation:
    """Derive once what several tests lower."""
    return derive_gradient(network, wrt)


NETWORKS = [
    {},
    {"bias": True, "log_base": "2"},
    {"bias": True, "log_base": "10", "reduction": "sum"},
    {"hidden": ("tanh",), "bias": True, "reduction": "sum"},
    {"hidden": ("tanh", "tanh"), "log_base": "2"},
    {"hidden": ("tanh", "tanh", "tanh"), "bias": True},
    {"batch": False, "bias": True, "log_base": "2"},
    {"batch": False, "hidden": ("tanh",), "bias": True},
]


@pytest.mark.parametrize("options", NETWORKS, ids=lambda o: " ".join(f"{k}={v}" for k, v in o.items()) or "default")
def test_every_gradient_and_the_loss_agree_with_autodiff(options):
    """Any labels, every parameter: the lowered general formula equals jax.grad of a loss written by hand."""
    network = classifier(**options)
    arrays = random_arrays(network, {**SIZES, sp.Symbol("H_3", integer=True, positive=True): 4}, seed=1)
    parameters = {t.name: arrays[t.name] for t in network.parameters}
    choices = {name: options[name] for name in ("log_base", "reduction") if name in options}
    loss = jax.value_and_grad(lambda p: independent_loss(p, arrays["x"], arrays["y"], **choices))
    expected_loss, expected = jax.jit(loss)(parameters)
    found = gradient_program(network)(arrays)
    assert list(found) == list(parameters)
    for name, gradient in found.items():
        assert gradient.shape == parameters[name].shape
        np.testing.assert_allclose(gradient, expected[name], rtol=1e-12, atol=1e-14)
    output = network.output.name
    np.testing.assert_allclose(lower_forward(network, output)(arrays)[output], expected_loss, rtol=1e-13)


@pytest.mark.parametrize("sizes", [(1, 1, 1), (6, 1, 13), (50, 4, 3)], ids=str)
def test_one_source_serves_every_size(sizes):
    """The same source runs at sizes from one upwards, with labels that sum to one and the short formula."""
    network = classifier(bias=True)
    arrays = random_arrays(network, dict(zip((N, D, K), sizes, strict=True)), seed=2)
    arrays["y"] = np.asarray(jax.nn.softmax(arrays["y"]))
    found = gradient_program(network, general=False)(arrays)
    loss = jax.grad(lambda p: independent_loss(p, arrays["x"], arrays["y"]))
    expected = jax.jit(loss)({n: arrays[n] for n in ("W", "b")})
    for name in expected:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-11, atol=1e-14)


def test_gradients_with_respect_to_intermediates_agree_with_autodiff():
    """One sample: Jacobians of named intermediates, with deltas and up to three axes, equal jax.jacobian."""
    network = classifier(batch=False, hidden=("tanh",), bias=True)
    arrays = random_arrays(network, SIZES, seed=3)
    z = arrays["W2"] @ np.tanh(arrays["W1"] @ arrays["x"] + arrays["b1"]) + arrays["b2"]
    from_z = {
        ("p", "z"): jax.jacobian(jax.nn.softmax),
        ("L", "z"): jax.grad(lambda v: -arrays["y"] @ jax.nn.log_softmax(v)),
        ("p", "b2"): jax.jacobian(jax.nn.softmax),
        ("L", "p"): lambda v: -arrays["y"] / jax.nn.softmax(v),
    }
    for (of, wrt), expected in from_z.items():
        formula = derive_gradient(network, wrt=wrt, of=of).general
        found = lower_gradients(network, {"J": formula})(arrays)["J"]
        np.testing.assert_allclose(found, jax.jit(expected)(z), rtol=1e-12, atol=1e-15)
    formula = derive_gradient(network, wrt="W2", of="z").general
    expected_w = np.einsum("kj,h->kjh", np.eye(3), np.tanh(arrays["W1"] @ arrays["x"] + arrays["b1"]))
    np.testing.assert_allclose(lower_gradients(network, {"J": formula})(arrays)["J"], expected_w, rtol=1e-13)


def test_batch_jacobian_of_the_probabilities_has_four_axes():
    """∂p[n,k]/∂z[m,j] keeps the delta over the samples."""
    network = classifier()
    arrays = random_arrays(network, SIZES, seed=4)
    formula = derive_gradient(network, wrt="z", of="p").general
    found = lower_gradients(network, {"J": formula})(arrays)["J"]
    expected = jax.jit(jax.jacobian(jax.nn.softmax))(arrays["x"] @ arrays["W"].T)
    names = [str(i) for i in formula.indices]
    assert found.shape == expected.shape, names
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("general", [True, False])
def test_gradients_and_loss_stay_finite_for_huge_logits(dtype, general):
    """Logits up to ±1000 in both dtypes: finite gradients and loss, the dtype kept, probabilities that sum to one."""
    network = classifier(bias=True, log_base="2")
    corners = np.array(list(itertools.product((-1000.0, -999.5, 0.0, 89.0, 711.0, 1000.0), repeat=3)), dtype)
    for label in range(3):
        arrays = {
            "x": corners,
            "W": np.eye(3, dtype=dtype),
            "b": np.zeros(3, dtype),
            "y": np.tile(np.eye(3, dtype=dtype)[label], (len(corners), 1)),
        }
        found = gradient_program(network, general=general)(arrays)
        forward = lower_forward(network, ["p", "L", "E"])(arrays)
        for value in (*found.values(), *forward.values()):
            assert value.dtype == dtype
            assert np.isfinite(value).all()
        np.testing.assert_allclose(forward["p"].sum(axis=1), 1, rtol=1e-6)
        largest = forward["L"].max()
        np.testing.assert_allclose(largest, (2000 + np.log(2)) / np.log(2), rtol=1e-6)


def equations(jaxpr):
    """Every equation of a jaxpr, those of inner jaxprs included."""
    for equation in jaxpr.eqns:
        yield equation
        for value in equation.params.values():
            inner = getattr(value, "jaxpr", value)
            if hasattr(inner, "eqns"):
                yield from equations(inner)


@pytest.mark.parametrize("options", [o for o in NETWORKS if o.get("batch", True)], ids=str)
def test_no_intermediate_is_larger_than_the_arrays_it_comes_from(options):
    """With prime sizes, every array in the traced program has the axes of some tensor of the network: no N×K×D."""
    network = classifier(**options)
    primes = dict(zip((a.size for a in network.axes), (101, 53, 31, 19, 13, 7), strict=False))
    arrays = random_arrays(network, primes, seed=5)
    program = gradient_program(network)
    allowed = {tuple(sorted(int(s.subs(primes)) for s in t.shape)) for t in network.tensors}
    traced = jax.make_jaxpr(program.function)(*(arrays[name] for name in program.arguments))
    found = {tuple(sorted(n for n in v.aval.shape if n > 1)) for e in equations(traced.jaxpr) for v in e.outvars}
    assert found - {()} <= allowed | {(101,)}


def test_a_sum_that_would_broadcast_is_distributed():
    """Σ_n (p[n,k] + x[n,d]) x[n,d]: no array over n, k and d, and the right value."""
    network = classifier()
    n, k, d = (sp.Symbol(c, integer=True, positive=True) for c in "nkd")
    p, x = sp.IndexedBase("p", real=True), sp.IndexedBase("x", real=True)
    left = Partial(sp.Symbol("E", real=True), sp.IndexedBase("W", real=True)[k, d])
    formula = Formula(left, sp.Sum((p[n, k] + x[n, d]) * x[n, d], (n, 1, N)), (k, d))
    program = lower_gradients(network, {"W": formula})
    arrays = random_arrays(network, SIZES, seed=6)
    probabilities = jax.nn.softmax(arrays["x"] @ arrays["W"].T)
    expected = probabilities.T @ arrays["x"] + (arrays["x"] ** 2).sum(axis=0)
    np.testing.assert_allclose(program(arrays)["W"], expected, rtol=1e-12)
    traced = jax.make_jaxpr(program.function)(*(arrays[name] for name in program.arguments))
    assert max(v.aval.size for e in equations(traced.jaxpr) for v in e.outvars) <= 7 * 5


def test_an_array_over_too_many_indices_is_refused():
    """Σ_n tanh(p[n,k] x[n,d]) needs N×K×D numbers at once."""
    network = classifier()
    n, k, d = (sp.Symbol(c, integer=True, positive=True) for c in "nkd")
    p, x = sp.IndexedBase("p", real=True), sp.IndexedBase("x", real=True)
    left = Partial(sp.Symbol("E", real=True), sp.IndexedBase("W", real=True)[k, d])
    with pytest.raises(UnsupportedFormula, match="array over d, k, n"):
        lower_gradients(network, {"W": Formula(left, sp.Sum(sp.tanh(p[n, k] * x[n, d]), (n, 1, N)), (k, d))})


def test_the_source_reads_like_code_by_hand():
    """The default network's source, line by line: definitions with their formula and shape, then the gradient."""
    network = classifier(bias=True)
    assert (
        gradient_program(network, general=False).source
        == '''\
def gradients(x, W, b, y):
    """Gradients, each derived in index notation."""
    N = x.shape[0]
    # z_nk = Σ_d W_kd x_nd + b_k (shape N×K)
    z = b[None, :] + jnp.einsum("nd,kd->nk", x, W)
    # exp(z[n, j]), shifted by the largest over j
    v0 = jnp.max(z, axis=1)
    v1 = jnp.exp(z - v0[:, None])
    v2 = jnp.sum(v1, axis=1)
    # p_nk = exp(z_nk) / Σ_j exp(z_nj) (shape N×K)
    p = v1 / v2[:, None]
    # p_nk − y_nk
    v3 = p - y
    # ∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd (shape K×D)
    dE_dW = jnp.einsum("nk,nd->kd", v3, x) / N
    # ∂E/∂b_k = (1/N) Σ_n (p_nk − y_nk) (shape K)
    dE_db = jnp.sum(v3, axis=0) / N
    return {"W": dE_dW, "b": dE_db}
'''
    )


@pytest.mark.parametrize("options", NETWORKS[3:4] + NETWORKS[6:7], ids=str)
def test_the_source_runs_on_its_own(options):
    """The text is all there is: run in a fresh namespace, it returns the very same numbers."""
    network = classifier(**options)
    program = gradient_program(network)
    arrays = random_arrays(network, {**SIZES, sp.Symbol("H_3", integer=True, positive=True): 4}, seed=7)
    namespace = {"jnp": jnp}
    exec(program.source, namespace)  # noqa: S102 - the text under test
    values = [arrays[name] for name in program.arguments]
    again, first = jax.jit(namespace["gradients"])(*values), program(arrays)
    assert all(np.array_equal(again[name], first[name]) for name in first)
    assert all(len(line) <= 240 for line in program.source.splitlines())
    ast.parse(program.source)


HOSTILE = ["lambda", "jnp", "lax", "None", "v0", "print", "exec", "N", "dE_dW", "p_"]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_mean_something_in_python_do_no_harm(name):
    """Tensors named like keywords, modules, sizes or generated names: the numbers stay right."""
    rows, columns = Axis("samples", "nm", "N"), Axis("features", "de", "D")
    x = Tensor("x", (rows, columns), Role.INPUT, "features")
    w = Tensor(name, (columns,), Role.PARAMETER, "weights")
    n, d = rows.index, columns.index
    s = Tensor("s", (), Role.LOSS, "loss")
    value = sp.Sum(w.at(d) * x.at(n, d), (n, 1, N), (d, 1, D)) / N
    network = Network((x, w), (Definition(s, (), value, "sum"),))
    program = lower_forward(network, "s")
    arrays = {"x": np.arange(6.0).reshape(2, 3), name: np.array([1.0, 10.0, 100.0])}
    assert float(program(arrays)["s"]) == pytest.approx((arrays["x"] @ arrays[name]).mean())


def test_a_size_name_or_comment_cannot_carry_code():
    """A size whose name is code gets a generated name, and its text stays inside one comment line."""
    evil = "N\n    import os #"
    rows = Axis("samples", "nm", evil)
    x = Tensor("x", (rows,), Role.INPUT, "features")
    s = Tensor("s", (), Role.LOSS, "loss")
    value = sp.Sum(x.at(rows.index), rows.limits(rows.index)) / rows.size
    program = lower_forward(Network((x,), (Definition(s, (), value, "mean"),)), "s")
    assert float(program({"x": np.array([1.0, 2.0, 6.0])})["s"]) == 3.0
    assert not any(isinstance(node, ast.Import) for node in ast.walk(ast.parse(program.source)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": np.zeros((7, 4))}, "W has 5 features and x has 4"),
        ({"x": np.zeros(7)}, r"x has the shape \(7,\)"),
        ({"y": np.zeros((6, 3))}, "y has 6 samples and x has 7"),
        ({"x": np.zeros((0, 5)), "y": np.zeros((0, 3))}, "x has no samples"),
        ({"W": None}, "no array was given for W"),
    ],
)
def test_wrong_shapes_are_named(change, message):
    """A missing, empty or misshapen array is named, with what was expected."""
    network = classifier()
    arrays = random_arrays(network, SIZES, seed=8) | change
    arrays = {name: value for name, value in arrays.items() if value is not None}
    with pytest.raises(UsageError, match=message):
        gradient_program(network)(arrays)


def test_integer_features_and_labels_are_numbers_like_others():
    """Integer arrays take the floating dtype of the rest."""
    network = classifier()
    arrays = random_arrays(network, SIZES, seed=9, dtype="float32")
    whole = arrays | {"x": np.arange(35).reshape(7, 5) % 4, "y": np.eye(3, dtype=int)[np.arange(7) % 3]}
    found = gradient_program(network)(whole)["W"]
    expected = gradient_program(network)({n: np.asarray(v, "float32") for n, v in whole.items()})["W"]
    assert found.dtype == "float32"
    np.testing.assert_array_equal(found, expected)
