"""The door to compiled gradients: loss and gradients in one pass over blocks of samples, held against autodiff."""

from __future__ import annotations

from functools import cache, partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy as sp
from jax.sharding import PartitionSpec

from derive.errors import UsageError
from derive.gradient.backward import derive_gradient
from derive.network.axes import Axis
from derive.network.building import classifier
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor
from numeric.lowering import blocks
from numeric.lowering.one_pass import GradientProgram, lower_for_rows, program
from numeric.lowering.program import loss_of
from tests.numeric.networks import batch_norm, convolution

SIZES = {"D": 5, "K": 3, "H": 4, "H_1": 4, "H_2": 2}
THREE_ROWS = "def rows_of_a_block(samples, entries, itemsize, alone):\n    return min(3, samples)\n"
NETWORKS = {
    "linear": {},
    "bias, base 2, sum": {"bias": True, "log_base": "2", "reduction": "sum"},
    "two hidden layers, penalty": {"hidden": ("tanh", "relu"), "bias": True, "l2": 1},
    "one output": {"loss": "sigmoid cross-entropy", "bias": True},
}


@pytest.fixture
def three_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three rows, so that a few samples are many blocks."""
    monkeypatch.setattr(blocks, "ROWS_OF_A_BLOCK", THREE_ROWS)


def random_arrays(network: Network, rows: int, dtype: str = "float64", seed: int = 1) -> dict[str, jax.Array]:
    """Random values for the given tensors; labels of several classes sum to one."""
    generator = np.random.default_rng(seed)
    sizes = {**SIZES, "N": rows}
    shapes = {t.name: tuple(sizes[str(size)] for size in t.shape) for t in network.given}
    arrays = {name: generator.normal(size=shape).astype(dtype) for name, shape in shapes.items()}
    if arrays["y"].ndim == 2:
        arrays["y"] = np.exp(arrays["y"]) / np.exp(arrays["y"]).sum(axis=1, keepdims=True)
    return {name: jnp.asarray(value) for name, value in arrays.items()}


@cache
def gradients(name: str, form: str = "accurate") -> GradientProgram:
    """The program of one of the networks, in whatever blocks are the rule when it is first asked for."""
    return program(classifier(**NETWORKS[name]), form=form, value=True)


def assert_as_autodiff(found: GradientProgram, arrays: dict[str, jax.Array], rtol: float = 1e-12) -> None:
    """The loss and each gradient against JAX on the lowered definitions."""
    names = {tensor.name for tensor in found.network.parameters}
    data = {name: value for name, value in arrays.items() if name not in names}
    loss = jax.jit(jax.value_and_grad(lambda parameters: loss_of(found.network)({**data, **parameters})))
    expected, slopes = loss({name: arrays[name] for name in names})
    value, result = found(arrays)
    np.testing.assert_allclose(value, expected, rtol=rtol)
    for name, gradient in result.items():
        assert gradient.dtype == arrays[name].dtype
        np.testing.assert_allclose(gradient, slopes[name], rtol=rtol, atol=rtol)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("form", ["accurate", "fast"])
@pytest.mark.usefixtures("three_rows")
def test_blocks_add_up_to_what_autodiff_finds(name: str, form: str) -> None:
    """One row, a whole number of blocks, one more: the first block has what is left over."""
    found = program(classifier(**NETWORKS[name]), form=form, value=True)
    assert "lax.fori_loop" in found.source
    for rows in (1, 10) if form == "fast" else (9,):
        assert_as_autodiff(found, random_arrays(found.network, rows))


@pytest.mark.parametrize("rows", [2048, 2049, 2600])
def test_the_blocks_of_the_rule_add_up_too(rows: int) -> None:
    """Just below and above the number of samples from which blocks pay, in float32."""
    arrays = random_arrays(gradients("linear").network, rows, "float32")
    assert_as_autodiff(gradients("linear"), arrays, rtol=2e-5)


@pytest.mark.usefixtures("three_rows")
def test_samples_with_places_keep_their_axes() -> None:
    """A convolution: three axes and an index that is a sum; the samples stay first, in blocks all the same."""
    network = convolution()
    generator = np.random.default_rng(3)
    arrays = {"x": (7, 6), "w": (2,), "y": (7, 5)}
    found = program(network, value=True)
    assert "lax.fori_loop" in found.source
    assert_as_autodiff(found, {name: jnp.asarray(generator.normal(size=s)) for name, s in arrays.items()})


def test_where_samples_meet_there_is_one_block() -> None:
    """Batch normalisation: no loop, and the same numbers."""
    network = batch_norm()
    found = program(network, value=True)
    assert "block" not in found.source
    generator = np.random.default_rng(4)
    shape = (5, 3)
    arrays = {t.name: jnp.asarray(generator.normal(size=shape)) for t in network.given}
    assert_as_autodiff(found, arrays, rtol=1e-9)


def test_the_gradient_of_what_every_sample_has_is_wanted_whole() -> None:
    """∂E/∂z beside ∂E/∂W: an entry for each sample, so all of them are read at once."""
    network = classifier()
    found = program(network, wrt=("W", "z"), form="fast")
    arrays = random_arrays(network, 4)
    p = jax.nn.softmax(arrays["x"] @ arrays["W"].T)
    result = found(arrays)
    assert list(result) == ["W", "z"]
    np.testing.assert_allclose(result["z"], (p - arrays["y"]) / 4, rtol=1e-12)


@pytest.mark.usefixtures("three_rows")
def test_the_number_of_all_samples_inside_a_sum_is_not_that_of_a_block() -> None:
    """Σ_n L_n / N with the N inside: a block is told how many samples there are in all."""
    network = classifier()
    *before, last = network.definitions
    total = next(iter(last.value.atoms(sp.Sum)))
    moved = sp.Sum(total.function / total.limits[0][2], *total.limits)
    mean = Network(network.given, (*before, Definition(last.tensor, (), moved, last.stage)))
    found = program(mean, value=True)
    assert_as_autodiff(found, random_arrays(mean, 8))


@pytest.mark.usefixtures("three_rows")
def test_a_program_is_used_inside_jit_vmap_and_shard_map() -> None:
    """Compiled again, mapped over several weights, and on a mesh where the mean over devices is the user's."""
    found = program(classifier(bias=True), value=True)
    arrays = random_arrays(found.network, 8)
    value, plain = found(arrays)
    again, compiled = jax.jit(found)(arrays)
    np.testing.assert_allclose(again, value, rtol=1e-14)
    np.testing.assert_allclose(compiled["W"], plain["W"], rtol=1e-13)
    several = jnp.stack([arrays["W"], 2 * arrays["W"]])
    values, mapped = jax.vmap(lambda w: found(arrays, W=w))(several)
    np.testing.assert_allclose(values[1], found(arrays, W=2 * arrays["W"])[0], rtol=1e-13)
    np.testing.assert_allclose(mapped["W"][0], plain["W"], rtol=1e-13)
    mesh = jax.make_mesh((1,), ("samples",), axis_types=(jax.sharding.AxisType.Auto,))
    specs = {name: PartitionSpec("samples") if name in "xy" else PartitionSpec() for name in arrays}

    @partial(jax.shard_map, mesh=mesh, in_specs=(specs,), out_specs=PartitionSpec())
    def mean(part: dict[str, jax.Array]) -> jax.Array:
        return jax.lax.pmean(found(part)[1]["W"], "samples")

    np.testing.assert_allclose(jax.jit(mean)(arrays), plain["W"], rtol=1e-13)


def test_the_source_is_what_runs_and_runs_on_its_own() -> None:
    """The text alone, in a namespace with nothing but JAX, returns the very same numbers."""
    found = gradients("linear")
    arrays = random_arrays(found.network, 2100)
    namespace = {"jnp": jnp, "lax": jax.lax, "jax": jax}
    exec(found.source, namespace)  # noqa: S102 - the text under test
    again = jax.jit(namespace["gradients"])(*(arrays[name] for name in found.arguments))
    value, result = found(arrays)
    assert again["E"] == value
    assert all(np.array_equal(again[name], result[name]) for name in result)


def test_names_of_the_loop_are_free_for_tensors(three_rows: None) -> None:
    """Tensors called block, sums, rows, first: the numbers stay right."""
    samples, features = Axis("samples", "nm", "N"), Axis("features", "de", "D")
    for given, weights in (("block", "sums"), ("rows", "first"), ("add", "more"), ("min", "max")):
        x = Tensor(given, (samples, features), Role.INPUT, "features")
        w = Tensor(weights, (features,), Role.PARAMETER, "weights")
        n, d = samples.index, features.index
        u, loss = Tensor("u", (samples,), Role.INTERMEDIATE, "u"), Tensor("E", (), Role.LOSS, "loss")
        value = sp.Sum(w.at(d) * x.at(n, d), features.limits(d))
        total = sp.Sum(u.at(n) ** 2, samples.limits(n))
        network = Network((x, w), (Definition(u, (n,), value, "u"), Definition(loss, (), total, "sum")))
        arrays = {given: np.arange(10.0).reshape(5, 2), weights: np.array([1.0, 2.0])}
        value, found = program(network, value=True)(arrays)
        products = arrays[given] @ arrays[weights]
        assert float(value) == (products**2).sum()
        np.testing.assert_allclose(found[weights], 2 * products @ arrays[given])


@pytest.mark.parametrize(
    ("asked", "message"),
    [({"form": "slow"}, "unknown form 'slow'"), ({"wrt": ()}, "nothing to differentiate"), ({"wrt": ("Q",)}, "Q")],
)
def test_what_cannot_be_asked_for_is_named(asked: dict, message: str) -> None:
    """An unknown form, nothing to differentiate to, and a tensor that the network does not have."""
    with pytest.raises(UsageError, match=message):
        program(classifier(), **asked)


def test_what_is_no_array_of_numbers_is_named() -> None:
    """Nothing, text, a number in the place of all, a shape that does not fit after one that did: a typed error."""
    arrays = random_arrays(gradients("linear").network, 4)
    gradients("linear")(arrays)
    for wrong in (None, "text", object(), [[1.0], [1.0, 2.0]]):
        with pytest.raises(UsageError, match="x is no array of numbers"):
            gradients("linear")(arrays, x=wrong)
    with pytest.raises(UsageError, match="int is no mapping"):
        gradients("linear")(3)
    with pytest.raises(UsageError, match="y has 3 samples and x has 4"):
        gradients("linear")(arrays, y=arrays["y"][:3])


def test_the_fast_form_is_that_of_the_network_s_conditions() -> None:
    """Labels that do not sum to one: the accurate form holds for them, the fast one says p − y."""
    network = classifier()
    arrays = random_arrays(network, 6) | {"y": jnp.ones((6, 3))}
    assert_as_autodiff(gradients("linear"), arrays)
    p = jax.nn.softmax(arrays["x"] @ arrays["W"].T)
    found = program(network, form="fast")(arrays)["W"]
    np.testing.assert_allclose(found, (p - 1).T @ arrays["x"] / 6, rtol=1e-12)
    assert str(derive_gradient(network, "W").formula.value) == "Sum((p[n, k] - y[n, k])*x[n, d], (n, 1, N))/N"


@pytest.mark.parametrize("named", [*NETWORKS, "batch norm"])
@pytest.mark.usefixtures("three_rows")
def test_formulas_that_are_there_are_lowered_for_many_rows(named: str) -> None:
    """In blocks, where the samples do not meet, they say what they say of all samples at once."""
    network = batch_norm() if named == "batch norm" else classifier(**NETWORKS[named])
    generator = np.random.default_rng(4)
    meeting = {t.name: generator.normal(size=(10, 3)) for t in network.given}
    arrays = meeting if named == "batch norm" else random_arrays(network, 10)
    formulas = {t.name: derive_gradient(network, t.name).formula for t in network.parameters}
    few, many = (lower_for_rows(network, formulas, rows) for rows in (10, blocks.FEW_SAMPLES + 1))
    assert ("def block" in many.source) == (named != "batch norm") and "def block" not in few.source
    assert (few.arguments, few.outputs) == (many.arguments, many.outputs)
    expected, found = few(arrays), many(arrays)
    assert all(np.allclose(found[name], expected[name], rtol=1e-12, atol=1e-14) for name in few.outputs)


def test_a_quick_call_keeps_the_order_the_types_and_the_checks() -> None:
    """Arrays of JAX go straight to what is compiled: a new shape or type is looked at while it is traced."""
    network = classifier(bias=True)
    found, arrays = program(network, wrt=("b", "W"), value=True), random_arrays(network, 4)
    loss, slopes = found(arrays)
    assert list(slopes) == ["b", "W"] and slopes["W"].dtype == loss.dtype == jnp.float64
    mixed = found(**{**arrays, "x": arrays["x"].astype("float32")})[1]
    assert mixed["b"].dtype == jnp.float64 and np.allclose(mixed["W"], slopes["W"], rtol=1e-5)
    with pytest.raises(UsageError, match="W has 2 features and x has 5"):
        found(**{**arrays, "W": arrays["W"][:, :2]})
    with pytest.raises(UsageError, match="no array was given for b"):
        found({name: values for name, values in arrays.items() if name != "b"})
