"""The certified truth against mpmath's numerical derivative, and its promises about precision and threads."""

from __future__ import annotations

import subprocess
import sys
import threading

import flint
import mpmath
import numpy as np
import pytest
from flint import arb

from derive.errors import InputError, UsageError
from derive.network.building import classifier
from numeric.truth.enclosure import decimal, enclose

SIZES = {"N": 3, "D": 2, "K": 3, "H": 2, "H_1": 2, "H_2": 3}


def random_arrays(network, seed, dtype=np.float64, **sizes):
    """Random values for the given tensors; the labels do not sum to one."""
    generator = np.random.default_rng(seed)
    known = SIZES | sizes
    return {t.name: generator.normal(size=[known[str(s)] for s in t.shape]).astype(dtype) for t in network.given}


def loss_by_mpmath(arrays, base, *, mean=True, changed=None):
    """The loss with mpmath's numbers; ``changed`` replaces one entry of one parameter."""
    values = {name: np.vectorize(mpmath.mpf, otypes=[object])(array.astype(float)) for name, array in arrays.items()}
    if changed is not None:
        name, at, entry = changed
        values[name][at] = entry
    total = mpmath.mpf(0)
    layers = sorted(name[1:] for name in values if name.startswith("W"))
    for x, y in zip(values["x"], values["y"], strict=True):
        below = x
        for layer in layers:
            logits = values[f"W{layer}"].dot(below) + values.get(f"b{layer}", mpmath.mpf(0))
            below = np.array([mpmath.tanh(value) for value in logits], dtype=object)
        log_sum = mpmath.log(sum(mpmath.exp(value) for value in logits))
        total -= sum(label * (value - log_sum) for label, value in zip(y, logits, strict=True)) / mpmath.log(base)
    return total / len(values["x"]) if mean else total


@pytest.mark.parametrize(
    ("options", "base"),
    [
        ({"log_base": "2"}, 2),
        ({"bias": True, "log_base": "10", "reduction": "sum"}, 10),
        ({"bias": True, "hidden": ("tanh",)}, mpmath.e),
        ({"bias": True, "hidden": ("tanh", "tanh")}, mpmath.e),
    ],
    ids=str,
)
def test_loss_and_every_derivative_agree_with_numerical_differentiation(options, base):
    """mpmath's own differences at 60 digits: the loss to 50 digits, every parameter to 25."""
    network = classifier(**options)
    arrays = random_arrays(network, seed=1)
    truth = enclose(network, arrays)
    mean = options.get("reduction") != "sum"
    with mpmath.workdps(60):
        expected = loss_by_mpmath(arrays, base, mean=mean)
        assert abs(mpmath.mpf(decimal(truth.loss, 55)) / expected - 1) < mpmath.mpf(10) ** -50
        for parameter in network.parameters:
            for at, ball in np.ndenumerate(truth.gradients[parameter.name]):
                slope = mpmath.diff(
                    lambda v, n=parameter.name, a=at: loss_by_mpmath(arrays, base, mean=mean, changed=(n, a, v)),
                    mpmath.mpf(float(arrays[parameter.name][at])),
                )
                assert abs(mpmath.mpf(decimal(ball, 40)) - slope) < mpmath.mpf(10) ** -25


def test_the_worked_example_to_thirty_digits():
    """The published example, exact in its binary floats: its loss rounds to 1.0605679."""
    network = classifier(batch=False, log_base="2")
    weights = [[0.15, 0.29, 0.10, 0.71], [-0.80, 0.97, 0.51, 0.67], [0.14, -0.47, -0.62, 0.21]]
    truth = enclose(network, {"x": [0.81, 0.57, 0.28, 0.84], "y": [1, 0, 0], "W": weights})
    assert decimal(truth.loss, 8) == "1.0605679"


def test_every_ball_has_the_bits_that_were_asked_for():
    """150 rows of 12 weights at 200 bits: each row's and each total's relative radius is below 2^-200."""
    network = classifier()
    arrays = random_arrays(network, seed=2, N=150, D=4)
    truth = enclose(network, arrays, bits=200)
    rows = truth.row_gradients["W"]
    assert rows.shape == (150, 3, 4)
    assert min(ball.rel_accuracy_bits() for ball in rows.flat) >= 200
    assert min(ball.rel_accuracy_bits() for ball in truth.gradients["W"].flat) >= 200
    with flint.ctx.workprec(400):
        mean = rows.sum(axis=0) / 150
    assert all(a.overlaps(b) for a, b in zip(mean.flat, truth.gradients["W"].flat, strict=True))


def test_a_confident_row_gets_as_many_bits_as_it_needs():
    """Logits of ±1000: p_y − 1 is −5.1e-435, to 200 bits, although p_y agrees with 1 to 434 digits."""
    network = classifier()
    truth = enclose(network, {"z": [[1000.0, -1000.0, 0.0]], "y": [[1.0, 0.0, 0.0]]}, wrt=["z"])
    first, second, third = truth.row_gradients["z"][0]
    assert decimal(first, 5) == "-5.0760e-435"
    assert truth.precision > 1400
    with flint.ctx.workprec(4000):
        assert abs(first + second + third) < arb(2) ** -1600


def test_saturated_hidden_units_keep_their_digits():
    """tanh at 300 is 1 to 260 digits; its slope 4e-261 is known to 200 bits all the same."""
    network = classifier(batch=False, hidden=("tanh",))
    arrays = {"x": [300.0], "W1": [[1.0], [0.5]], "W2": [[1.0, 2.0], [0.0, -1.0]], "y": [1.0, 0.0]}
    truth = enclose(network, arrays)
    assert min(ball.rel_accuracy_bits() for ball in truth.gradients["W1"].flat) >= 200
    with mpmath.workdps(40):
        p = 1 / (1 + mpmath.exp(-4))
        expected = (p - 1) * 4 * 300 * mpmath.sech(300) ** 2 / 4
        assert abs(mpmath.mpf(decimal(truth.gradients["W1"][0, 0], 30)) / expected - 1) < 1e-20


@pytest.mark.parametrize(
    ("logits", "labels", "expected"),
    [
        ([[5.0]], [[1.0]], ["0"]),
        ([[1.0, 2.0]], [[0.0, 0.0]], ["0", "0"]),
        ([[1e308, -1e308]], [[0.0, 1.0]], ["1.0000000", "-1.0000000"]),
        ([[3.0, 3.0, -700.0]], [[0.0, 0.0, 1.0]], ["0.50000000", "0.50000000", "-1.0000000"]),
    ],
    ids=["one class", "labels all zero", "the largest floats", "a tie"],
)
def test_edges(logits, labels, expected):
    """One class, labels all zero, the largest finite logits, a tie: exact zeros come out as 0."""
    truth = enclose(classifier(reduction="sum"), {"z": logits, "y": labels}, wrt=["z"])
    assert [decimal(ball, 8) for ball in truth.gradients["z"][0]] == expected


def test_the_inputs_are_the_floats_themselves():
    """0.1 in float32 is 0.100000001490116…: the loss Σ y log 1 with x = 0 aside, the gradient shows it."""
    network = classifier(batch=False)
    arrays = {"x": np.array([0.1], np.float32), "W": np.zeros((2, 1), np.float32), "y": np.array([1, 0], np.float32)}
    assert decimal(enclose(network, arrays).gradients["W"][0, 0], 25) == "-0.05000000074505805969238281"


def test_the_precision_of_flint_is_left_as_it_was_also_with_threads():
    """Four threads with different bits: the same results as alone, and the global precision unchanged."""
    network = classifier(bias=True)
    arrays = random_arrays(network, seed=3)
    before = flint.ctx.prec
    alone = {bits: decimal(enclose(network, arrays, bits=bits).loss) for bits in (60, 200, 500, 1200)}
    found: dict[int, set[str]] = {bits: set() for bits in alone}

    def work(bits):
        for _ in range(5):
            truth = enclose(network, arrays, bits=bits)
            assert truth.loss.rel_accuracy_bits() >= bits
            found[bits].add(decimal(truth.loss))

    threads = [threading.Thread(target=work, args=(bits,)) for bits in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {bits: {text} for bits, text in alone.items()}
    assert flint.ctx.prec == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": None}, "no array was given for x"),
        ({"y": np.array([[np.nan, 0, 0]] * 3)}, "y holds NaN or an infinity"),
        ({"W": np.array([[np.inf, 0]] * 3)}, "W holds NaN or an infinity"),
        ({"W": np.zeros((2, 2))}, "y has 3 classes"),
        ({"x": np.zeros(3)}, r"x has the shape \(3,\)"),
        ({"x": np.array([["a", "b"]] * 3)}, "x holds <U1"),
    ],
)
def test_input_that_cannot_be_used(change, message):
    """Missing, infinite, misshapen or textual arrays are named; the precision of flint is not touched."""
    network = classifier()
    arrays = random_arrays(network, seed=4) | change
    before = flint.ctx.prec
    with pytest.raises((InputError, UsageError), match=message):
        enclose(network, {name: array for name, array in arrays.items() if array is not None})
    assert flint.ctx.prec == before


def test_jax_has_no_part_in_it():
    """Importing and using the truth does not import JAX."""
    code = (
        "import sys; from derive.network.building import classifier; from numeric.truth.enclosure import enclose;"
        "enclose(classifier(), {'x': [[1.0]], 'y': [[1.0, 0.0]], 'W': [[0.0], [1.0]]});"
        "sys.exit('jax' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
