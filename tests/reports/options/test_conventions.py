"""Conventions from the command line and from a file, as far as the network that every output is written from."""

import shlex
from pathlib import Path

import pytest

from derive.errors import InputError, UsageError
from derive.writing import notations, turning
from reports.commands.arguments import network_options, writing_options
from reports.options.conventions import LAYOUTS, NOTATIONS, ConventionOptions
from reports.options.network_file import read_network_file
from reports.options.networks import network_of
from reports.options.options import HiddenLayer, NetworkOptions, Options

WRITING = ConventionOptions(r"p=\hat{y},z=a", "", "columns", True)


def test_the_names_are_those_that_derive_knows() -> None:
    """The lists that spare an import are the tables of derive."""
    assert tuple(notations.NOTATIONS) == NOTATIONS
    assert tuple(turning.LAYOUTS) == LAYOUTS


def test_the_command_of_a_report_keeps_its_conventions() -> None:
    """Letters are quoted for the shell, a colour is a flag; from the words come the same options."""
    command = Options(NetworkOptions(writing=WRITING)).command("report")
    assert command == r"backproof report --letters 'p=\hat{y},z=a' --layout columns --colour"
    words = shlex.split(command)
    assert writing_options(words[words.index("--letters") + 1], None, "columns", True) == WRITING


def test_a_sample_and_a_batch_share_letters_and_colours() -> None:
    """A letter for what only many samples have is none too much for one; p has one colour in both."""
    options = NetworkOptions(hidden=(HiddenLayer(2, "tanh"),), writing=ConventionOptions("E=J,n=i", colour=True))
    batch, sample = (network_of(options, batch=many) for many in (True, False))
    assert batch.spelling and sample.spelling
    for name in ("x", "p", "L"):
        one, other = batch.spelling.tensor(name), sample.spelling.tensor(name)
        assert one and other and one.colour == other.colour
    assert str(batch).splitlines()[-1] == "J = (1/N) Σ_i L_i"


def test_a_file_says_how_its_network_is_written(tmp_path: Path) -> None:
    """Beside options, layers and definitions alike; the command line wins, key by key."""
    file = tmp_path / "n.toml"
    for network in ("bias = true", 'layers = ["dense 2", "tanh", "dense"]', DEFINITIONS):
        file.write_text(r"letters = 'x=\mathbf{v}'" + '\nlayout = "columns"\ncolour = true\n' + network)
        options = network_options(file, None, None, None, None, writing=writing_options(None, None, "rows", None))
        assert options.writing == ConventionOptions(r"x=\mathbf{v}", "", "rows", True)
        assert r"\mathbf{v}" in network_of(options, batch=True).latex


DEFINITIONS = """[given]
x = "N D input"
w = "D parameter"
y = "N label"
[definitions]
E = "E = sum((sum(w[d]*x[n,d], d) - y[n])^2, n)"
"""


@pytest.mark.parametrize("line", ['notation = "hinton"', "letters = 3", 'layout = "cols"', 'colour = "red"'])
def test_a_wrong_convention_in_a_file_names_its_line(line: str, tmp_path: Path) -> None:
    """The message says where, and what is expected."""
    file = tmp_path / "n.toml"
    file.write_text(f"bias = true\n{line}\n")
    with pytest.raises(InputError, match="line 2") as caught:
        read_network_file(file)
    assert caught.value.hint


def test_a_letter_that_is_none_is_a_mistake_of_the_user() -> None:
    """It is refused before anything is derived."""
    with pytest.raises(UsageError, match="holds"):
        network_of(NetworkOptions(writing=ConventionOptions(r"p=\write18{ls}")), batch=True)
