"""The worked example of every network of the zoo: small, with the numbers of the plain losses and of autodiff."""

from __future__ import annotations

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derive.errors import UnsupportedFormula
from derive.gradient.backward import derive_gradients
from derive.network.building import classifier, stack
from derive.network.definitions import Network
from numeric.learning.example_point import FEATURES, WEIGHTS, example_inputs
from numeric.learning.example_sizes import as_rows, example_sizes
from numeric.learning.tensor_uses import Use, use_of
from numeric.learning.worked_example import work_example
from numeric.lowering.program import loss_of
from numeric.model.one_sample import one_sample, samples_meet
from numeric.results import Array
from tests.derive.zoo.catalogue import ENTRIES
from tests.derive.zoo.network_text import Entry
from tests.numeric.zoo.plain_losses import LOSSES

WITHOUT = {
    "layer norm": "the network has no parameter",
    "batch norm in training": "the network has no parameter",
    "attention weights": "the network has no parameter",
    "cosine similarity": "the network has no parameter",
    "Hessian of the linear classifier": "G is no single number",
    "Hessian of a hidden layer": "G is no single number",
    "an unknown activation": "no array code is known for f",
    "an unknown loss of the error": "no array code is known for ell",
}
WORKED = [pytest.param(entry, id=entry.title) for entry in ENTRIES if entry.title not in WITHOUT]
STACKS = {
    "embedding": stack("embedding", "mean pooling", "dense", inputs="N T V"),
    "attention": stack("attention", "mean pooling", "dense", inputs="N T D"),
    "convolution": stack("convolution 2 2", "relu", "mean pooling", "dense", inputs="N I"),
    "residual": stack(["residual", "dense", "tanh", "dense"], "dense", loss="squared"),
    "layer norm": stack("layer norm", "dense", loss="squared"),
    "dropout": stack("dense", "tanh", "dropout 0.5", "dense", class_weights=True),
    "hinge": classifier(loss="hinge", hidden=("relu",)),
    "one output": classifier(loss="sigmoid", bias=True, log_base="2"),
    "batch norm": stack("dense", "batch norm", "dense"),
}


@cache
def drawn(network: Network) -> dict[str, Array]:
    """The network's point, drawn once."""
    return example_inputs(network)


@pytest.mark.parametrize("entry", WORKED)
def test_the_point_is_small_and_teaches(entry: Entry) -> None:
    """Few numbers of two decimals each; the loss of a plain model at it is the definitions' own, and it can fall."""
    network = one_sample(entry.network)
    inputs = drawn(network)
    assert all(values.size <= 24 and np.array_equal(np.round(values, 2), values) for values in inputs.values())
    rows = {name: np.asarray(values) for name, values in inputs.items()}
    if network != entry.network:
        known = {t.name for t in entry.network.given if len(t.axes) > np.ndim(inputs[t.name])}
        rows = {name: values[None] if name in known else values for name, values in rows.items()}
    plain = float(LOSSES[entry.title](**rows))
    assert float(loss_of(network)(inputs)) == pytest.approx(plain, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("title", STACKS)
def test_one_step_of_any_network(title: str) -> None:
    """Every parameter has the gradient of autodiff, the values are the definitions', and the loss falls."""
    network = one_sample(STACKS[title])
    inputs, names = drawn(network), [t.name for t in network.parameters]
    formulas = {name: derivation.formula for name, derivation in derive_gradients(network, names).items()}
    example = work_example(network, formulas, inputs)
    loss, arrays = loss_of(network), as_rows(network, inputs) if samples_meet(network) else inputs
    value, slopes = jax.jit(jax.value_and_grad(loss))({name: jnp.asarray(array) for name, array in arrays.items()})
    assert example.loss == pytest.approx(float(value), rel=1e-12)
    for name in names:
        np.testing.assert_allclose(example.gradient[name], slopes[name], rtol=1e-9, atol=1e-12)
    assert example.loss_after < example.loss


@pytest.mark.parametrize("title", WITHOUT)
def test_where_there_is_none_the_reason_is_plain(title: str) -> None:
    """Nothing to learn, no single number, a function of which nothing is known."""
    network = next(entry.network for entry in ENTRIES if entry.title == title)
    with pytest.raises(UnsupportedFormula, match=WITHOUT[title]):
        example_inputs(one_sample(network))


def test_the_published_point_is_known_by_its_shapes() -> None:
    """Four features, three labels, 3×4 weights, whatever the tensors are called; biases start at 0."""
    for network in (classifier(batch=False), classifier(batch=False, bias=True, label_smoothing="0.1")):
        inputs = drawn(network)
        assert inputs["x"] is not None and np.array_equal(inputs["x"], FEATURES)
        assert np.array_equal(inputs["W"], WEIGHTS) and inputs["y"].tolist() == [1.0, 0.0, 0.0]
    assert example_inputs(classifier(batch=False), {"D": 2, "K": 2})["x"].tolist() == [0.81, 0.57]


def test_sizes_that_are_long_are_shortened() -> None:
    """Thirty features are four, ten classes three, 64 hidden units three; short ones and fixed ones stay."""
    network = classifier(hidden=("tanh",), batch=False)
    assert example_sizes(network, {"D": 30, "K": 10, "H": 64}) == {"D": 4, "H": 3, "K": 3}
    assert example_sizes(network, {"D": 2, "K": 4, "H": 8}) == {"D": 2, "H": 8, "K": 4}
    convolution = one_sample(STACKS["convolution"])
    assert example_sizes(convolution) == {"I": 4, "S": 2, "H": 2, "K": 3}


def test_what_a_tensor_is_used_for_is_read_off_the_definitions() -> None:
    """A mask, class weights, a strength, gains, one-hot words, labels of each kind: by form, whatever their names."""
    network = one_sample(STACKS["dropout"])
    found = {t.name: use_of(t, network) for t in network.given}
    assert (found["m"], found["c"], found["y"]) == (Use.MASK, Use.CLASS_WEIGHTS, Use.ONE_OF)
    titles = {entry.title: entry.network for entry in ENTRIES}
    kinds = {
        ("logistic regression", "y"): Use.YES_OR_NO,
        ("logistic regression", "b"): Use.BIAS,
        ("hinge loss with L2", "y"): Use.SIGN,
        ("hinge loss with L2", "alpha"): Use.STRENGTH,
        ("least squares", "y"): Use.NUMBERS,
        ("embedding by one-hot", "o"): Use.ONE_OF,
        ("layer norm with gain and offset", "g"): Use.GAIN,
        ("matrix factors of observed entries", "o"): Use.MASK,
    }
    for (title, name), use in kinds.items():
        assert use_of(titles[title].tensor(name), titles[title]) is use, (title, name)


def test_one_sample_is_the_network_that_is_built_without_a_batch() -> None:
    """For every loss and a hidden layer; where samples meet, the network stays as it is."""
    for loss in ("softmax", "sigmoid", "squared", "huber", "hinge", "focal", "kl"):
        for hidden in ((), ("tanh",)):
            many, one = (classifier(loss=loss, hidden=hidden, batch=batch) for batch in (True, False))
            found = one_sample(many)
            assert (found.given, found.definitions, found.conditions) == (one.given, one.definitions, one.conditions)
    meeting = STACKS["batch norm"]
    assert one_sample(meeting) is meeting and [t.name for t in samples_meet(meeting)]
