"""The accurate form against the certified truth: ULP row by row, at the same float logits."""

from __future__ import annotations

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derive.gradient.accurate import accurate_form
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from numeric.lowering.program import lower_gradients
from numeric.truth.enclosure import enclose
from numeric.truth.errors import errors_against

CLASSES = (3, 10, 100)
SCALES = {"float64": (1, 5, 20, 100, 300, 700), "float32": (1, 5, 20, 40, 60, 80)}
# Rows of each number of classes: 10,000 random ones and 500 adversarial ones.
RANDOM_ROWS = {3: 7000, 10: 2900, 100: 100}
ADVERSARIAL_ROWS = {3: 300, 10: 160, 100: 40}
NETWORK = classifier(reduction="sum")


@cache
def accurate_program():
    """The accurate form of ∂E/∂z, lowered."""
    return lower_gradients(NETWORK, {"z": accurate_form(derive_gradient(NETWORK, "z")).formula})


def gradients_at(logits: list[np.ndarray], labels: list[np.ndarray], function=None) -> list[np.ndarray]:
    """Run the program on several sets of logits in one compiled call: the weights are the identity."""
    function = function or accurate_program().function
    run = jax.jit(lambda pairs: [function(z, jnp.eye(z.shape[1], dtype=z.dtype), y)["z"] for z, y in pairs])
    return [np.asarray(g) for g in run(list(zip(logits, labels, strict=True)))]


def truth_at(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The enclosures of ∂L/∂z, row by row."""
    return enclose(NETWORK, {"z": logits, "y": labels}, wrt=["z"], bits=80).row_gradients["z"]


def one_hot(labels: np.ndarray, classes: int, dtype: str) -> np.ndarray:
    """One-hot rows."""
    return np.eye(classes, dtype=dtype)[labels]


def random_rows(dtype: str, classes: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Normal logits at every scale; the label is the most likely, the least likely or any class, in turn."""
    generator = np.random.default_rng(classes)
    scales = np.resize(SCALES[dtype], rows)[:, None]
    z = (generator.normal(size=(rows, classes)) * scales).clip(-scales, scales).astype(dtype)
    choices = np.stack([z.argmax(axis=1), z.argmin(axis=1), generator.integers(classes, size=rows)])
    return z, one_hot(choices[np.arange(rows) // len(SCALES[dtype]) % 3, np.arange(rows)], classes, dtype)


def adversarial_rows(dtype: str, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Ties, neighbours, offsets, one class far above or below, and the edge of the range of normal results."""
    generator = np.random.default_rng(1000 + classes)
    top = SCALES[dtype][-1]
    edge = -np.log(np.finfo(dtype).tiny)
    base = generator.normal(size=(8, classes))
    rows = [np.zeros(classes), np.full(classes, float(top)), np.full(classes, -float(top))]
    for z in base if classes < 100 else base[:2]:
        tied = z.copy()
        tied[1] = tied[0] = z.max() + 1
        near = tied.copy()
        near[1] = np.nextafter(near[1].astype(dtype), np.inf)
        above, below, far = z.copy(), z.copy(), z - edge + 4 + np.log(classes)
        above[0], below[0], far[-1] = top, -top, 0.0
        rows += [tied, near, above, below, far, z + 1e6, z * 1e-6, np.round(z * 8) / 8, z * top / 4]
    z = np.array(rows).astype(dtype)
    count = ADVERSARIAL_ROWS[classes]
    repeated = np.resize(z, (count, classes))
    choices = np.stack([repeated.argmax(axis=1), repeated.argmin(axis=1), np.arange(count) % classes])
    return repeated, one_hot(choices[np.arange(count) // len(z) % 3, np.arange(count)], classes, dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("kind", ["random", "adversarial"])
def test_every_normal_component_is_within_four_ulp_and_the_logarithm_of_the_classes(dtype, kind):
    """One-hot labels, the label the most or the least likely class, ties, logits up to 700 (80): 4 + log2 K ULP."""
    sets = [
        random_rows(dtype, classes, RANDOM_ROWS[classes]) if kind == "random" else adversarial_rows(dtype, classes)
        for classes in CLASSES
    ]
    found = gradients_at([z for z, _ in sets], [y for _, y in sets])
    for (z, y), gradient in zip(sets, found, strict=True):
        assert np.isfinite(gradient).all()
        assert gradient.dtype == dtype
        errors = errors_against(gradient, truth_at(z, y), dtype)
        assert errors.normal.mean() > 0.4
        assert errors.ulp[errors.normal].max() <= 4 + np.log2(z.shape[1])


@pytest.mark.parametrize(
    "fault",
    [
        ("e * jnp.where(jnp.isfinite(r), r, 0)", "0 * e"),
        ("r = (a - (d - t)) - (b + t)", "r = (a - (d - t)) + (b + t)"),
        ("1 - jnp.eye(count, dtype=a.dtype)", "jnp.ones((count, count)) - 2 * jnp.eye(count, dtype=a.dtype)"),
        ("jnp.where(v1, v8[:, None]", "jnp.where(v1, v9[:, None] - 1"),
    ],
    ids=["no compensation", "wrong sign", "the own term subtracted", "one subtracted from the sum"],
)
def test_a_planted_fault_in_the_code_is_seen(fault):
    """Each part of the algorithm is needed: with any of them broken, the same measure exceeds the goal."""
    source = accurate_program().source
    assert fault[0] in source
    namespace = {"jnp": jnp}
    exec(source.replace(*fault), namespace)  # noqa: S102 - the text under test
    z, y = random_rows("float64", 10, 300)
    (gradient,) = gradients_at([z], [y], namespace["gradients"])
    errors = errors_against(gradient, truth_at(z, y), "float64")
    assert errors.ulp[errors.normal].max() > 20


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_labels_that_are_not_one_hot_are_right_by_the_general_formula(dtype):
    """Smoothed, all zero, negative and large labels: the error is a few roundings of the two terms' sizes."""
    generator = np.random.default_rng(7)
    classes = 5
    z = (generator.normal(size=(60, classes)) * np.resize((1, 10, 60), 60)[:, None]).astype(dtype)
    smoothed = 0.9 * np.eye(classes)[z.argmax(axis=1)] + 0.1 / classes
    labels = [smoothed, np.zeros_like(z), generator.normal(size=z.shape), -1e3 * smoothed]
    labels = [y.astype(dtype) for y in labels]
    found = gradients_at([z] * len(labels), labels)
    p = np.exp(z.astype(float) - z.max(axis=1, keepdims=True).astype(float))
    p /= p.sum(axis=1, keepdims=True)
    leave_out = 1 - np.eye(classes)
    for y, gradient in zip(labels, found, strict=True):
        sizes = p * (np.abs(y) @ leave_out) + np.abs(y) * (p @ leave_out)
        errors = errors_against(gradient, truth_at(z, y), dtype)
        unit = np.finfo(dtype).eps / 2
        assert (errors.absolute <= (8 + np.log2(classes)) * unit * sizes + 4 * np.finfo(dtype).tiny).all()
    assert (found[1] == 0).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_any_finite_logits_give_finite_gradients(dtype):
    """The largest floats of either sign, one class alone, all equal: no NaN, no infinity, exact zeros for one class."""
    largest = np.finfo(dtype).max
    corners = np.array([largest, -largest, 0.0, 1000.0, -1000.0], dtype)
    z = np.stack(np.meshgrid(corners, corners, corners, indexing="ij"), axis=-1).reshape(-1, 3)
    alone = corners[:, None]
    labels = [one_hot(np.arange(len(z)) % 3, 3, dtype), np.ones((5, 1), dtype)]
    many, single = gradients_at([z, alone], labels)
    assert np.isfinite(many).all()
    assert (np.abs(many) <= 1).all()
    assert (single == 0).all()


def test_weights_and_hidden_layers_take_the_accurate_form_too():
    """A confident network with a hidden layer: the bias gradient keeps the digits that autodiff loses."""
    network = classifier(bias=True, hidden=("tanh",))
    formulas = {t.name: accurate_form(derive_gradient(network, t.name)).formula for t in network.parameters}
    generator = np.random.default_rng(8)
    arrays = {"x": generator.normal(size=(1, 2)), "W1": generator.normal(size=(3, 2)), "b1": np.zeros(3)}
    arrays |= {"W2": np.zeros((3, 3)), "b2": np.array([45.0, 0.0, 1.0]), "y": np.array([[1.0, 0.0, 0.0]])}
    found = lower_gradients(network, formulas)(arrays)["b2"]
    truth = enclose(network, arrays).gradients["b2"]
    assert errors_against(np.asarray(found), truth, "float64").ulp.max() < 5

    def loss(b2):
        return -jax.nn.log_softmax(b2)[0]

    assert float(jax.jit(jax.grad(loss))(arrays["b2"])[0]) == 0.0 != float(found[0])
