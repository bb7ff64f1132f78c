"""Symbols in the page: every letter of a tensor says which one it is, whatever its letter, and nothing else does."""

from __future__ import annotations

import html
import re
from functools import cache

import pytest

from derive.network.building import classifier
from derive.network.definitions import Network
from derive.writing.conventions import Conventions
from derive.writing.latex import definition_latex, latex
from reports.formats.html.mathml import Mathematics, mathml
from reports.formats.html.symbols import Symbols, symbols_of
from tests.derive.zoo.catalogue import ENTRIES

SCALAR = classifier(hidden=("relu", "tanh"), bias=True, batch=False)


@cache
def symbols(network: Network) -> Symbols:
    """What the network prints."""
    return symbols_of([network], mathml)


def found(written: str, network: Network = SCALAR) -> list[tuple[str, str]]:
    """The tensors and entries that a drawn formula names, in its order."""
    drawn = str(Mathematics(symbols(network)).inline(written))
    return re.findall(r'data-tensor="([^"]*)"(?: data-entry="([^"]*)")?', drawn)


@pytest.mark.parametrize(
    ("written", "tensors"),
    [
        ("z_k", [("z", "")]),
        ("w^{(2)}_{12}", [("W2", "1,2")]),
        ("w^{(1)}_{1,12}", [("W1", "1,12")]),
        ("W^{(1)} + W^{(2)\\top}", [("W1", ""), ("W2", "")]),
        ("p_k^2", [("p", "")]),
        ("e^{z_k}", [("z", "")]),
        (r"\frac{\partial L}{\partial z_3}", [("L", ""), ("z", "3")]),
        (r"\sum_{k=1}^{K} y_k \ln p_k", [("y", ""), ("p", "")]),
        (r"\delta_{kj}", []),
        (r"\text{the } p_1", [("p", "1")]),
        (r"K \times H", []),
    ],
)
def test_a_formula_names_its_tensors(written: str, tensors: list[tuple[str, str]]) -> None:
    """Elements, entries by their numbers, layers, transposes, powers, exponents; no index, size or sign."""
    assert found(written) == tensors


@pytest.mark.parametrize("entry", ENTRIES[::5], ids=lambda entry: entry.title)
def test_every_tensor_of_a_definition_is_named(entry: object) -> None:
    """In each network of the zoo, whatever its letters are: exactly what the definition reads and defines."""
    network: Network = entry.network  # type: ignore[attr-defined]
    for definition in network.definitions:
        names = {name for name, _ in found(definition_latex(definition, network), network)}
        wanted = {definition.tensor.name, *(tensor.name for tensor in network.tensors_in(definition.value))}
        assert names == wanted


@pytest.mark.parametrize("notation", ["ng", "bishop", "nielsen", "d2l", "goodfellow"])
def test_a_books_letters_are_found_too(notation: str) -> None:
    """The letters of five books, and a colour for each tensor."""
    plain = classifier(hidden=("tanh",), bias=True)
    network = Conventions.parse(notation=notation, colour=True).spell(plain)
    for definition in network.definitions:
        written = definition_latex(definition, network)
        wanted = {definition.tensor.name, *(tensor.name for tensor in network.tensors_in(definition.value))}
        assert {name for name, _ in found(written, network)} == wanted, written
    first = definition_latex(network.definitions[0], network)
    assert 'class="bp-tensor-' in Mathematics(symbols(network)).inline(first)


def test_the_number_of_a_scalars_layer_is_no_entry() -> None:
    """The bias of a single output stands as b_2; b_1 in its layer is an entry."""
    network = classifier(hidden=("tanh",), bias=True, loss="squared error", batch=False)
    scalar = next(tensor for tensor in network.parameters if not tensor.axes)
    assert found(latex(scalar.at(), network), network) == [(scalar.name, "")]


def test_a_network_and_its_batch_have_one_set_of_symbols() -> None:
    """x_1 is an entry of the one sample, x_nd any of many, and both are x."""
    both = Mathematics(symbols_of([classifier(batch=False), classifier()], mathml))
    drawn = str(both.inline("x_1 + x_{nd} + w_{12}"))
    assert re.findall(r'data-tensor="\w"[^>]*', drawn) == [
        'data-tensor="x" data-entry="1"',
        'data-tensor="x"',
        'data-tensor="W" data-entry="1,2"',
    ]


def test_a_listing_names_its_tensors() -> None:
    """Names in code, not those after a point nor in comments and strings; what is no Python stays as it is."""
    code = 'def gradients(x, W1):\n    # x\n    return {"x": a.x @ W1}  # <b>\n'
    drawn = str(Mathematics(symbols(SCALAR)).listing(code, "python"))
    assert re.findall(r'data-tensor="(\w+)"', drawn) == ["x", "W1", "W1"]
    assert "<b>" not in drawn and html.unescape(re.sub(r"<[^>]*>", "", drawn)) == code
    assert Mathematics(symbols(SCALAR)).listing("x <", "text") == "x &lt;"
