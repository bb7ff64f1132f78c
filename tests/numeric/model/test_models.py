"""The two models: written separately, the same function, their parameters carried over without loss."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.example_libraries import stax
from scipy.special import log_softmax

from derive.errors import InputError
from derive.network.building import classifier, stack
from derive.network.definitions import Network
from numeric.model.models import Model
from numeric.model.plain import plain_model, plain_values
from numeric.model.sizes import whole
from numeric.model.starting_weights import starting_weights
from numeric.model.stax_twin import NoTwin, dense_without_bias, stax_model

# name: options of the classifier, its sizes, base and reduction
CASES: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    "linear": ({}, {"D": 4, "K": 3}),
    "linear, bias, base 2, sum": ({"bias": True, "log_base": "2", "reduction": "sum"}, {"D": 4, "K": 3}),
    "one hidden layer, base 10": ({"hidden": ("tanh",), "log_base": "10"}, {"D": 5, "H": 7, "K": 2}),
    "two hidden layers, bias": ({"hidden": ("tanh", "tanh"), "bias": True}, {"D": 3, "H_1": 6, "H_2": 5, "K": 4}),
}
PARAMETRISED = pytest.mark.parametrize(("options", "sizes"), CASES.values(), ids=CASES)


def _data(network: Network, sizes: dict[str, int], rows: int = 9) -> tuple[dict[str, Any], dict[str, Any]]:
    random = np.random.RandomState(11)
    start = {name: jnp.asarray(value) for name, value in starting_weights(network, sizes, 5).items()}
    y = np.eye(sizes["K"])[random.randint(0, sizes["K"], rows)]
    return start, {"x": jnp.asarray(random.standard_normal((rows, sizes["D"]))), "y": jnp.asarray(y)}


def _models(network: Network) -> tuple[Model, Model]:
    twin = stax_model(network)
    assert isinstance(twin, Model)
    return twin, plain_model(network)


def _reference_loss(options: dict[str, Any], parameters: dict[str, Any], arrays: dict[str, Any]) -> float:
    """The loss in NumPy and SciPy, from the definition."""
    values, layers = np.asarray(arrays["x"]), len(options.get("hidden", ())) + 1
    for layer in range(1, layers + 1):
        mark = layer if layers > 1 else ""
        values = np.einsum("nd,kd->nk", values, parameters[f"W{mark}"]) + parameters.get(f"b{mark}", 0)
        values = np.tanh(values) if layer < layers else values
    base = {"e": np.e, "2": 2, "10": 10}[options.get("log_base", "e")]
    losses = -(np.asarray(arrays["y"]) * log_softmax(values, axis=1)).sum(axis=1) / np.log(base)
    return float(losses.mean() if options.get("reduction", "mean") == "mean" else losses.sum())


@PARAMETRISED
def test_both_models_compute_the_defined_loss(options: dict[str, Any], sizes: dict[str, int]) -> None:
    """Stax and the plain model give the loss of the definition, for every option, and parameters come back."""
    network = classifier(**options)
    parameters, arrays = _data(network, sizes)
    expected = _reference_loss(options, parameters, arrays)
    for model in _models(network):
        assert float(jax.jit(model.loss)(model.own(parameters), arrays)) == pytest.approx(expected, rel=1e-14)
        back = model.ours(model.own(parameters))
        assert list(back) == list(parameters)
        assert all((back[name] == parameters[name]).all() for name in parameters)


@PARAMETRISED
def test_both_gradients_are_the_slope_of_the_defined_loss(options: dict[str, Any], sizes: dict[str, int]) -> None:
    """Every entry of both models' gradients is the slope of the NumPy loss, in our layout."""
    network = classifier(**options)
    parameters, arrays = _data(network, sizes)
    models = _models(network)
    found = jax.jit(lambda *arguments: [model.gradients(*arguments) for model in models])(parameters, arrays)
    found, parameters = (jax.tree.map(np.asarray, group) for group in (found, parameters))
    for name, values in parameters.items():
        for place in np.ndindex(*values.shape):
            step = np.zeros(values.shape)
            step[place] = 6e-6
            up = _reference_loss(options, {**parameters, name: values + step}, arrays)
            down = _reference_loss(options, {**parameters, name: values - step}, arrays)
            for gradients in found:
                assert float(gradients[name][place]) == pytest.approx((up - down) / 1.2e-5, abs=1e-8)


def test_a_layer_without_bias_is_a_product() -> None:
    """stax has none of its own."""
    init, apply = stax.serial(dense_without_bias(3))
    _, parameters = init(jax.random.key(0), (-1, 4))
    x = jnp.arange(8.0).reshape(2, 4)
    np.testing.assert_allclose(apply(parameters, x), x @ parameters[0][0])


@pytest.mark.parametrize("name", ["relu", "sigmoid", "softplus", "gelu", "leaky relu"])
def test_both_models_know_every_function_of_the_table(name: str) -> None:
    """A hidden layer of any shipped activation: stax and plain JAX find the same gradient."""
    network = classifier(hidden=(name,), bias=True)
    parameters, arrays = _data(network, {"D": 3, "H": 4, "K": 2})
    own, plain = (model.gradients(parameters, arrays) for model in _models(network))
    for entry in parameters:
        np.testing.assert_allclose(own[entry], plain[entry], rtol=1e-12, atol=1e-14)


TWINS = {
    "one output": (("dense",), {"loss": "sigmoid", "bias": True}, ""),
    "weight decay": (("dense",), {"l2": "0.1"}, ""),
    "a norm": (("dense 2", "layer norm", "dense"), {}, "mu"),
    "a residual branch": ((["residual", "dense", "tanh", "dense"], "dense"), {}, "skip connection"),
    "several axes": (("attention", "mean pooling", "dense"), {"inputs": "N T D"}, "3 axes"),
}


@pytest.mark.parametrize(("layers", "options", "reason"), TWINS.values(), ids=TWINS)
def test_where_stax_has_no_twin_it_is_said(layers: tuple[Any, ...], options: dict[str, Any], reason: str) -> None:
    """By structure: a row of dense layers and functions, whatever the loss on top."""
    found = stax_model(stack(*layers, **options))
    assert isinstance(found, NoTwin) is bool(reason)
    assert reason in getattr(found, "reason", "")


def test_a_softmax_of_huge_logits_stays_in_range() -> None:
    """The plain model calls jax.nn where the definition writes exp and a sum: p and L at logits of 1000."""
    values = plain_values(classifier(batch=False), ["p", "L"])
    found = values({"z": jnp.array([1000.0, 0.0]), "y": jnp.array([0.0, 1.0])})
    assert found["p"].tolist() == [1.0, 0.0] and float(found["L"]) == 1000.0


def test_a_convolution_wider_than_its_input_is_refused() -> None:
    """No position is left: said by the sizes, where a mean over none would be no number."""
    size = stack("convolution 3 2", "mean pooling", "dense", inputs="N T D").definitions[0].tensor.axes[1].size
    letters = sorted(str(s) for s in size.free_symbols)
    known = {letter: 2 if letter == "T" else 3 for letter in letters}
    with pytest.raises(InputError, match="is 0 where"):
        whole(size, known)
