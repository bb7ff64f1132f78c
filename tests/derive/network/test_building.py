"""Networks by the words of their layers and losses: the definitions that come out, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from derive.errors import UsageError
from derive.gradient.backward import derive_gradients
from derive.network.axes import Axis
from derive.network.building import classifier, stack
from derive.network.definitions import Network
from derive.network.tensors import Role
from derive.writing.text import definition_text

SHARES = "p_nk = exp(z_nk) / Σ_j exp(z_nj)"
CROSS_ENTROPY = "L_n = −Σ_k y_nk ln p_nk"
MEAN = "E = (1/N) Σ_n L_n"
LAYERS: dict[tuple[Any, ...], tuple[str, list[str]]] = {
    ("dense",): ("N D", ["z_nk = Σ_d W_kd x_nd"]),
    ("softmax", "log-softmax", "dense"): (
        "N D",
        ["p⁽¹⁾_nd = exp(x_nd) / Σ_e exp(x_ne)", "q_nd = p⁽¹⁾_nd − ln Σ_e exp(p⁽¹⁾_ne)", "z_nk = Σ_d W_kd q_nd"],
    ),
    ("dense 8", ("residual", "dense 5", "sin", "dense"), "dense"): (
        "N D",
        [
            "u⁽¹⁾_nh = Σ_d W⁽¹⁾_hd x_nd",
            "u⁽²⁾_nr = Σ_h W⁽²⁾_rh u⁽¹⁾_nh",
            "a_nr = sin u⁽²⁾_nr",
            "u⁽³⁾_nh = Σ_r W⁽³⁾_hr a_nr",
            "r_nh = u⁽³⁾_nh + u⁽¹⁾_nh",
            "z_nk = Σ_h W⁽⁴⁾_kh r_nh",
        ],
    ),
    ("embedding 4", "mean pooling", "dense"): (
        "N T V",
        ["e_nih = Σ_v U_vh x_niv", "c_nh = (1/T) Σ_i e_nih", "z_nk = Σ_h W_kh c_nh"],
    ),
}


def texts(network: Network) -> list[str]:
    """Return the definitions as text."""
    return [definition_text(definition, network) for definition in network.definitions]


@pytest.mark.parametrize("layers", LAYERS, ids=str)
def test_layers_by_their_words(layers: tuple[Any, ...]) -> None:
    """Each word adds its definitions; the last dense layer makes the logits, and a letter used twice has numbers."""
    inputs, expected = LAYERS[layers]
    found = texts(stack(*layers, inputs=inputs))
    assert found[: len(expected)] == expected
    assert [text.replace("⁽²⁾", "") for text in found[len(expected) :]] == [SHARES, CROSS_ENTROPY, MEAN]


def test_products_of_given_numbers() -> None:
    """Dropout has a given mask and divides by the share that is kept; KL divergence is from given shares."""
    network = stack("dropout 0.5", "dense", loss="KL divergence")
    left, loss = network.definition("r"), network.definition("L")
    assert left and str(left.value) == "2*m[n, d]*x[n, d]"
    assert loss and str(loss.value) == "Sum((-log(p[n, k]) + log(y[n, k]))*y[n, k], (k, 1, K))"


@pytest.mark.parametrize(("word", "axis", "size"), [("layer norm", "n", "D"), ("batch norm 0.001", "d", "N")])
def test_a_norm_names_its_mean_variance_and_deviation(word: str, axis: str, size: str) -> None:
    """Layer norm is over the features of a sample, batch norm over the samples of a feature."""
    network = stack(word, "gain", "dense")
    assert [definition.tensor.name for definition in network.definitions][:5] == ["mu", "v", "s", "xhat", "r"]
    mean, variance, deviation = (network.definition(name) for name in ("mu", "v", "s"))
    assert mean and variance and deviation
    assert [str(index) for index in mean.indices] == [axis]
    assert f"/{size}" in str(mean.value) and f"/{size}" in str(variance.value)
    assert ("1/1000" in str(deviation.value)) == (word != "layer norm")


def test_a_convolution_has_the_places_where_it_fits() -> None:
    """A kernel of S taps on I inputs has I − S + 1 places; the numbers of the words are kept as sizes."""
    network = stack("convolution 3 4", "tanh", "mean pooling", "dense", inputs="N I")
    assert str(network.tensor("u").shape) == "(N, I - S + 1, H)"
    convolved = network.definition("u")
    assert convolved and str(convolved.value) == "Sum(F[h, s]*x[n, i + s - 1], (s, 1, S))"
    assert dict(network.sizes) == {"S": 3, "H": 4}


def test_heads_of_attention_are_joined() -> None:
    """Four heads of eight: scores and attention weights by head, and one projection of all of them."""
    network = stack("attention 4 8", "mean pooling", "dense", inputs="N T D")
    assert [t.name for t in network.parameters] == ["Wq", "Wk", "Wv", "Wo", "W"]
    assert str(network.tensor("A").shape) == "(N, R, T, T)" and str(network.tensor("o").shape) == "(N, R, T, H)"
    assert str(network.tensor("r").shape) == "(N, T, D)" and dict(network.sizes) == {"R": 4, "H": 8}


LOSSES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "softmax cross-entropy": ({}, [SHARES, CROSS_ENTROPY]),
    "softmax": (
        {"label_smoothing": 0.1, "temperature": 2},
        ["p_nk = exp((1/2) z_nk) / Σ_j exp((1/2) z_nj)", "t[n, k] 9*y[n, k]/10 + 1/(10*K)", "L_n = −Σ_k t_nk ln p_nk"],
    ),
    "Softmax cross-entropy": ({"class_weights": True}, [SHARES, "L_n = −Σ_k c_k y_nk ln p_nk"]),
    "softmax-cross-entropy": (
        {"masked_classes": True},
        ["p_nk = m_k exp(z_nk) / Σ_j m_j exp(z_nj)", "L_n = ln Σ_k m_k exp(z_nk) − Σ_k y_nk z_nk"],
    ),
    "softmax cross-entropy by logits": ({}, [SHARES, "L_n = ln Σ_k exp(z_nk) − Σ_k y_nk z_nk"]),
    "squared error": ({"outputs": "many"}, ["L_n = Σ_k (ŷ_nk − y_nk)²"]),
    "squared": ({}, ["L_n = (ŷ_n − y_n)²"]),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_by_their_words(loss: str) -> None:
    """Each loss adds its stages after the outputs, and ends in the mean over the samples."""
    options, expected = LOSSES[loss]
    network = stack("dense", loss=loss, **options)
    found = [
        f"{d.left} {d.value}" if d.tensor.name == "t" else definition_text(d, network) for d in network.definitions
    ]
    assert found[1:] == [*expected, MEAN]


@pytest.mark.parametrize(
    ("loss", "held", "stages"),
    [
        ("sigmoid", "", ["z", "p", "L", "E"]),
        ("sigmoid cross-entropy by logits", "", ["z", "p", "L", "E"]),
        ("huber", "s", ["yhat", "r", "s", "L", "E"]),
        ("hinge", "v", ["z", "c", "v", "L", "E"]),
        ("focal", "", ["z", "p", "L", "E"]),
    ],
)
def test_what_is_held_has_a_definition(loss: str, held: str, stages: list[str]) -> None:
    """The mask of small errors, and of violated margins, is defined and not differentiated."""
    network = stack("dense", loss=loss)
    assert [definition.tensor.name for definition in network.definitions] == stages
    assert "".join(d.tensor.name for d in network.definitions if d.held) == held


def test_penalties_are_of_weights_and_not_of_biases() -> None:
    """L2 is (λ/2) Σ W², so that its gradient is λ W; L1 is λ Σ |W|; both are exact numbers."""
    network = stack("dense 8", "tanh", "dense", bias=True, l1=0.1, l2="1/3")
    total = network.definitions[-1]
    assert total.stage == "mean over the samples, with penalty"
    assert str(total.value).count("Abs(W") == 2 and "b1" not in str(total.value)
    assert "Sum(W1[h, d]**2, (h, 1, H), (d, 1, D))/6" in str(total.value)


def test_a_penalty_gives_the_gradient_its_term() -> None:
    """Weight decay mentions the weights directly and through the logits: λ W is added."""
    derivation = derive_gradients(stack("dense", l2=0.01), ["W"])["W"]
    assert str(derivation.formula) == "∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd + (1/100) W_kd"


def test_a_residual_branch_derives_through_both_paths() -> None:
    """h + f(h): what comes back is added to what comes back through the branch."""
    network = stack("dense 8", ["residual", "dense 5", "tanh", "dense"], "dense", inputs="D")
    formula = derive_gradients(network, ["W1"])["W1"].formula
    assert str(formula) == (
        "∂L/∂W⁽¹⁾_hd = x_d (Σ_r (1 − a_r²) W⁽²⁾_rh Σ_g W⁽³⁾_gr Σ_k (p_k − y_k) W⁽⁴⁾_kg + Σ_k (p_k − y_k) W⁽⁴⁾_kh)"
    )


def test_more_than_four_hidden_layers() -> None:
    """Letters run out after four layers; from there on they have numbers."""
    network = classifier(hidden=["tanh"] * 6, batch=False)
    assert [axis.letters for axis in network.axes[5:7]] == [("h_5", "g_5"), ("h_6", "g_6")]
    formula = derive_gradients(network, ["W6"])["W6"].formula
    assert str(formula.left) == "Partial(L, W6[h_6, h_5])"
    assert str(formula).startswith("∂L/∂W⁽⁶⁾_h_6,h_5 = ")


MISTAKES: list[tuple[tuple[Any, ...], dict[str, Any], str]] = [
    (("dnese",), {}, "there is no layer 'dnese'; did you mean 'dense'?"),
    (("dense", "rellu", "dense"), {}, "there is no layer 'rellu'; did you mean 'relu'?"),
    (("dense 0",), {}, "the size 0 of 'dense' is out of range"),
    (("dense 8 9",), {}, "the layer 'dense' has 2 numbers"),
    (("dense 1.5",), {}, "the size 1.5 of 'dense' is out of range"),
    (("dense 1..5",), {}, "the size 1..5 of 'dense' is out of range"),
    (("dropout 2", "dense"), {}, "the number 2 of 'dropout' is out of range"),
    (("dropout 0.5.5", "dense"), {}, "the layer 'dropout 0.5.5' has a number that is not read"),
    ((), {}, "0 layers were asked for"),
    ((["dense", "tanh"],), {}, "a list of layers begins with 'dense'"),
    ((["residual", "dense 4", "tanh"], "dense"), {}, "a residual branch comes in with N × D and ends with N × 4"),
    (
        ("dense 6", ["residual", "dense 4", "dense 5"], "dense"),
        {},
        "a residual branch comes in with N × 6 and ends with N × 5",
    ),
    (("mean pooling", "dense"), {}, "mean pooling is over D"),
    (("attention 8", "dense"), {}, "attention is over N × D"),
    (("batch norm", "dense"), {"inputs": "D"}, "batch norm needs a batch of samples"),
    (("dense", "dense"), {"loss": "squared", "inputs": "Q"}, "unknown axis of the input 'Q'"),
    (("dense",), {"inputs": "N"}, "the input has the axes 'N'"),
    (("dense",), {"loss": "sofmax"}, "there is no loss 'sofmax'; did you mean 'softmax'?"),
    (("dense",), {"loss": "hinge", "temperature": 2}, "the loss hinge has no temperature"),
    (("dense",), {"label_smoothing": 1}, "the label smoothing 1 is out of range"),
    (("dense",), {"temperature": 0}, "a temperature and a threshold are positive"),
    (("dense",), {"temprature": 2}, "unknown option of a loss 'temprature'; did you mean 'temperature'?"),
    (("dense",), {"l2": -1}, "the strength of a penalty is negative"),
    (("dense",), {"l2": "a lot"}, "'a lot' is no number"),
    (("dense",), {"l2": float("nan")}, "nan is no number"),
    (("dense",), {"outputs": "two"}, "unknown number of outputs 'two'"),
    (("dense",), {"reduction": "summ"}, "unknown reduction 'summ'; did you mean 'sum'?"),
]


@pytest.mark.parametrize(("layers", "options", "message"), MISTAKES, ids=[m[2][:40] for m in MISTAKES])
def test_a_mistake_in_the_words_is_named(layers: tuple[Any, ...], options: dict[str, Any], message: str) -> None:
    """Unknown words name the nearest; layers that cannot follow one another say what they found."""
    with pytest.raises(UsageError) as error:
        stack(*layers, **options)
    assert error.value.message.startswith(message) and error.value.hint


def test_a_layer_may_be_a_function() -> None:
    """A layer that is not shipped is a function of the network in the making."""

    def doubled(builder: Any) -> None:
        from derive.network.definitions import Definition

        output = builder.stage("w", builder.here.axes, "doubled")
        builder.add(Definition(output, output.indices, 2 * builder.here.at(*output.indices), "doubling"))

    assert texts(stack(doubled, "dense"))[:2] == ["w_nd = 2 x_nd", "z_nk = Σ_d W_kd w_nd"]


def test_the_usual_classifier_keeps_its_names() -> None:
    """Tensors, meanings and axes of a classifier with two hidden layers, as they have always been."""
    network = classifier(bias=True, hidden=["tanh", "tanh"])
    names = ["x", "W1", "b1", "W2", "b2", "W3", "b3", "y", "u1", "a1", "u2", "a2", "z", "p", "L", "E"]
    assert [tensor.name for tensor in network.tensors] == names
    assert network.axes[1:4] == (
        Axis("features", "dec", "D"),
        Axis("hidden units of layer 1", "hg", "H_1"),
        Axis("hidden units of layer 2", "rs", "H_2"),
    )
    assert {tensor.role for tensor in network.given} == {Role.INPUT, Role.PARAMETER, Role.LABEL}


WITH_HEADS = [
    (("embedding 4", "attention 2 4", "mean pooling", "dense"), "N T V"),
    (("dense 8", "attention 2 4", "mean pooling", "dense"), "N T D"),
    (("attention 2 4", "attention 3 5", "mean pooling", "dense"), "N T D"),
    (("dense 3", "convolution 2 2", "dense 3", "attention 2 4", "mean pooling", "dense"), "N T D"),
    (("attention 2 4", "mean pooling", "dense"), "N I D"),
]


@pytest.mark.parametrize(("layers", "inputs"), WITH_HEADS, ids=str)
def test_no_two_axes_of_layers_share_a_letter(layers: tuple[str, ...], inputs: str) -> None:
    """Heads, taps and hidden units in one network: each axis has letters of its own, and each index is on its axis."""
    network = stack(*layers, inputs=inputs)
    inner = [axis for axis in network.axes if str(axis.size)[0] in "HRS"]
    letters = [letter for axis in inner for letter in axis.letters]
    assert len(inner) >= 2 and len(set(letters)) == len(letters)
    assert all(len(set(definition.indices)) == len(definition.indices) for definition in network.definitions)


def test_the_gradient_of_joined_heads_behind_a_dense_layer() -> None:
    """The weights that join the heads, above a hidden layer whose width has a letter too."""
    network = stack("dense 8", "attention 2 4", "mean pooling", "dense", inputs="T D")
    formula = derive_gradients(network, ["Wo"])["Wo"].formula
    assert str(formula) == "∂L/∂Wo_hru = (1/T) (Σ_k (p_k − y_k) W⁽²⁾_kh) Σ_i o_riu"


def test_a_branch_may_say_the_width_that_came_in() -> None:
    """A residual branch that ends with "dense 6" where 6 came in is the one that ends with "dense"."""
    said = stack("dense 6", ["residual", "dense 4", "tanh", "dense 6"], "dense")
    assert said.definitions == stack("dense 6", ["residual", "dense 4", "tanh", "dense"], "dense").definitions
