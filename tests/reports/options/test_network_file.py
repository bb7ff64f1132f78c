"""Tests of networks in a TOML file: options, layers and definitions."""

from pathlib import Path

import pytest

from derive.errors import UsageError
from derive.gradient.backward import derive_gradient
from reports.commands.arguments import network_options
from reports.options.network_file import read_network_file
from reports.options.networks import network_of
from reports.options.options import HiddenLayer, NetworkOptions


def toml(folder: Path, text: str | bytes) -> Path:
    """A network file with this content."""
    path = folder / "network.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_option_is_read(tmp_path: Path) -> None:
    """A file that names all four, the base as a number."""
    path = toml(tmp_path, 'bias = true\nlog_base = 2\nreduction = "sum"\nhidden = ["8:tanh", "4:tanh"]\n')
    layers = (HiddenLayer(8, "tanh"), HiddenLayer(4, "tanh"))
    assert read_network_file(path) == NetworkOptions(True, "2", "sum", layers)


def test_the_command_line_wins_over_the_file(tmp_path: Path) -> None:
    """What is named on the command line replaces it; the rest stays as in the file."""
    path = toml(tmp_path, 'bias = true\nreduction = "sum"\n')
    assert network_options(path, False, "10", None, ["2:tanh"]) == NetworkOptions(
        False, "10", "sum", (HiddenLayer(2, "tanh"),)
    )


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("baias = true", "unknown key 'baias'", "did you mean bias?"),
        ("zzz = 1", "unknown key 'zzz'", "bias, log_base, reduction, hidden"),
        ("bias = 1", "bias is 1", "true or false"),
        ("log_base = true", "log_base is True", '"2"'),
        ("log_base = 7", "unknown log base '7'", "e, 2, 10"),
        ("hidden = '8:tanh'", "hidden is '8:tanh'", "a list"),
        ("hidden = [8]", "hidden is [8]", "a list"),
        ("hidden = ['8:rellu']", "unknown activation 'rellu'; did you mean 'relu'?", "tanh"),
        ("bias = ", "is not TOML", "bias = true"),
        (b"\xff\xfe", "is not TOML", "bias = true"),
        ("a = " + "[" * 20000, "is not TOML", "bias = true"),
        ("# " + "x" * 70000, "larger than 64 KiB", "a few options"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, text: str | bytes, found: str, expected: str) -> None:
    """Unknown keys, wrong types, unknown values, text that is not TOML, a file too large."""
    with pytest.raises(UsageError) as caught:
        read_network_file(toml(tmp_path, text))
    assert found in caught.value.message
    assert expected in caught.value.hint


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    """Nothing there, or a folder there."""
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            read_network_file(path)


LOGISTIC = """title = "Logistic regression with weight decay"
[axes]
N = "samples"
D = "features"
[given]
x = {axes = "N D", role = "input"}
y = {axes = "N", role = "label"}
w = {axes = "D", role = "parameter"}
b = {axes = "", role = "parameter"}
[definitions]
z = "z[n] = sum(w[d]*x[n,d], d) + b"
p = "p[n] = sigmoid(z[n])"
L = "L[n] = -y[n]*log(p[n]) - (1 - y[n])*log(1 - p[n])"
E = "E = 1/N*sum(L[n], n) + 1/20*sum(w[d]^2, d)"
"""


def test_a_network_of_definitions(tmp_path: Path) -> None:
    """Logistic regression with weight decay, as in the manual: axes, given tensors, four definitions."""
    options = read_network_file(toml(tmp_path, LOGISTIC))
    assert options.file.endswith("network.toml")
    network = network_of(options, batch=True)
    assert [axis.name for axis in network.axes] == ["samples", "features"]
    formula = derive_gradient(network, "w").formula
    assert str(formula) == "∂E/∂w_d = (1/N) Σ_n (p_n − y_n) x_nd + (1/10) w_d"


def test_definitions_and_given_tensors_may_be_lines_or_tables(tmp_path: Path) -> None:
    """The short forms, LaTeX, a meaning, a condition, and a quoted name."""
    text = r"""
[given]
x = "N D input"
y = {axes = "N K", role = "label", kind = "one-hot", meaning = "classes"}
W = "K D parameter"
[definitions]
z = {formula = 'z_{nk} = \sum_d W_{kd} x_{nd}', meaning = "logits"}
E = "E = sum(z[n,k]*y[n,k], n, k)"
[conditions]
"inputs sum to one" = "sum(x[n,d], d) = 1"
"""
    network = network_of(read_network_file(toml(tmp_path, text.replace("\\\\", "\\"))), batch=True)
    names = [condition.name for condition in network.conditions]
    assert names == ["labels sum to one", "labels are one-hot", "inputs sum to one"]
    assert network.tensor("y").meaning == "classes" and network.tensor("z").meaning == "logits"


def test_a_network_of_layers(tmp_path: Path) -> None:
    """Layers and a loss by their words, a residual branch as a list, weight decay as an exact number."""
    text = """layers = ["dense 8", ["residual", "dense 4", "relu", "dense"], "layer norm", "dense"]
loss = "softmax cross-entropy"
l2 = 0.01
"""
    options = read_network_file(toml(tmp_path, text))
    network = network_of(options, batch=True)
    assert [definition.tensor.name for definition in network.definitions] == [
        "u1", "u2", "a", "u3", "r", "mu", "v", "s", "xhat", "z", "p", "L", "E",
    ]  # fmt: skip
    assert "/200" in str(network.definitions[-1].value) and dict(network.sizes) == {"H_1": 8, "H_2": 4}
    sample = network_of(options, batch=False)
    assert [str(size) for size in sample.tensor("x").shape] == ["D"]


def test_the_command_line_wins_over_layers_but_not_over_definitions(tmp_path: Path) -> None:
    """A bias may be added to layers; definitions say it all."""
    layers = toml(tmp_path, 'layers = ["dense 8", "tanh", "dense"]')
    assert "b1" in {t.name for t in network_of(network_options(layers, True, None, None, None), batch=True).tensors}
    with pytest.raises(UsageError, match="--hidden beside a file that says it all"):
        network_options(layers, None, None, None, ["8:tanh"])
    described = toml(tmp_path, LOGISTIC)
    with pytest.raises(UsageError, match="--label-smoothing beside a file that says it all"):
        network_options(described, None, None, None, None, label_smoothing="0.1")


@pytest.mark.parametrize(
    ("text", "line", "found", "hint"),
    [
        (LOGISTIC.replace("sum(w[d]*x[n,d], d) + b", "sum(w[d]*x[n,d], d"), 11, "character 25 of z", ""),
        (LOGISTIC.replace("+ b", "+ q"), 11, "there is no tensor q", "up to here there are"),
        (LOGISTIC.replace('role = "label"', 'role = "lable"'), 7, "did you mean 'label'?", "expected one of"),
        (LOGISTIC.replace('"E = ', '"F = '), 14, "E is defined as F", "write E on the left side"),
        (LOGISTIC.replace("sum(w[d]^2, d)", "w[d]"), 14, "d is neither an index of it nor a size", "sum over d"),
        (LOGISTIC.replace('N = "samples"', "N = 3"), 2, "axes is", "a table such as"),
        (
            LOGISTIC.replace('axes = "N"', 'axis = "N"'),
            7,
            "in given, 'y' has the unknown key 'axis'",
            "did you mean axes?",
        ),
        (LOGISTIC.replace('{axes = "N", role = "label"}', "3"), 7, "in given, 'y' is 3", 'expected "N D input"'),
        (LOGISTIC.replace('role = "label"', "role = 3"), 7, "in given, the role of 'y' is 3", "a text in quotes"),
        (LOGISTIC.replace('"p[n] = sigmoid(z[n])"', "1"), 12, "in definitions, 'p' is 1", "a formula in quotes"),
        (LOGISTIC.replace('"p[n] = sigmoid(z[n])"', "{}"), 12, "in definitions, 'p' has no formula", "add formula"),
        ("given = {y = 3}", 1, "in given, 'y' is 3", 'expected "N D input"'),
        ("bias = true\n" + LOGISTIC, 1, "bias beside definitions", "leave it out"),
        ("\nlayers = ['dense 8', 'tnah']", 2, "there is no layer 'tnah'; did you mean 'tanh'?", "expected one of"),
        ("layers = ['dense']\nloss = 'sofmax'", 2, "there is no loss 'sofmax'; did you mean 'softmax'?", ""),
        ("layers = ['dense']\nl2 = 'much'", 2, "the l2 'much' is no number", "0.01"),
        ("layers = ['dense']\nhidden = ['8:tanh']", 2, "hidden layers beside layers", "write them into layers"),
        ("inputs = 'N D'", 1, "inputs without layers", "add layers"),
        ("[axes]\nN = 'samples'", 1, "axes without given and definitions", "add given"),
        ("layers = " + "[" * 40 + "'dense'" + "]" * 40, 1, "layers is", "a list such as"),
        ("layers = ['dense', 5]", 1, "layers is", "a list such as"),
        ("loss = 'sigmod'", 1, "unknown loss 'sigmod'; did you mean 'sigmoid'?", ""),
    ],
)
def test_an_error_names_the_file_and_the_line(tmp_path: Path, text: str, line: int, found: str, hint: str) -> None:
    """What was found, in which line of which file, and what to write."""
    with pytest.raises(UsageError) as caught:
        read_network_file(toml(tmp_path, text))
    assert caught.value.message.startswith(f"'network.toml', line {line}: ")
    assert found in caught.value.message and hint in caught.value.hint
