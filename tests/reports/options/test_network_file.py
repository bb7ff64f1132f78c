"""Tests of network options in a TOML file."""

from pathlib import Path

import pytest

from derive.errors import UsageError
from reports.commands.arguments import network_options
from reports.options.network_file import read_network_file
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
        ("hidden = ['8:relu']", "unknown activation 'relu'", "tanh"),
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
