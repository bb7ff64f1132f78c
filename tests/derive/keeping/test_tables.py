"""Derivations as tables: what was written comes back as it was, and nothing else comes back at all."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
import sympy as sp

from derive.gradient.backward import derive_gradients
from derive.gradient.elements import explicit_elements
from derive.keeping.nodes import COMPOSED, LEAVES
from derive.keeping.tables import NotKept, Reader, Writer, table_of, value_of
from derive.network.building import classifier, stack
from derive.network.definitions import Network
from derive.writing.latex import step_latex

K = sp.Symbol("K", integer=True, positive=True)
A, B = sp.symbols("a b", real=True)
NETWORKS = {
    "linear": classifier(),
    "one sample": classifier(batch=False, bias=True, log_base="2"),
    "tanh": classifier(hidden=("tanh",)),
    "relu": classifier(batch=False, hidden=("relu",), bias=True),
    "elu": stack("dense 3", "elu", "dense", loss="squared error"),
    "gelu": stack("dense 3", "gelu", "dense 2", "silu", "dense"),
}


def parameters_of(network: Network) -> list[str]:
    return [tensor.name for tensor in network.parameters]


@pytest.mark.parametrize("name", NETWORKS)
def test_a_derivation_comes_back_and_reads_the_same(name: str) -> None:
    """Equal node by node beside the same dummies; with fresh ones every line of text and of LaTeX is the same."""
    network = NETWORKS[name]
    made = derive_gradients(network, parameters_of(network))
    rows = json.loads(json.dumps(table_of(made, network)))
    found = value_of(rows, network)
    assert list(found) == list(made)
    for parameter, derivation in made.items():
        assert str(found[parameter]) == str(derivation)
        assert [step_latex(step) for step in found[parameter].steps] == [step_latex(step) for step in derivation.steps]


def test_elements_come_back() -> None:
    """SymPy's derivative of each weight, as it left it."""
    network = classifier(batch=False)
    made = tuple(explicit_elements(network.gradient("W"), {"K": 3, "D": 2}))
    assert value_of(table_of(made, network), network) == made


def test_two_dummies_of_one_name_stay_two() -> None:
    """δ of two indices that have the same letter does not become 1, nor do dummies meet those of another reading."""
    first, second = (sp.Dummy("n", integer=True, positive=True) for _ in range(2))
    value = sp.KroneckerDelta(first, second) * A
    rows = table_of(value, NETWORKS["linear"])
    found, again = (value_of(rows, NETWORKS["linear"]) for _ in range(2))
    assert found.has(sp.KroneckerDelta) and len(found.atoms(sp.Dummy)) == 2
    assert not found.atoms(sp.Dummy) & (again.atoms(sp.Dummy) | {first, second})


@pytest.mark.parametrize(
    "value",
    [
        sp.Mul(2, A + B, evaluate=False),
        sp.Pow(sp.Integer(2), sp.Integer(3), evaluate=False),
        sp.exp(sp.log(A, evaluate=False), evaluate=False),
        sp.Add(A, A, evaluate=False),
        sp.Max(A, B, 0),
        sp.Rational(-1, 3) * sp.pi * sp.sqrt(2),
    ],
    ids=str,
)
def test_nothing_is_evaluated_on_the_way(value: sp.Expr) -> None:
    """2 (a + b) is not multiplied out, and is commutative as before."""
    found = value_of(table_of(value, NETWORKS["linear"]), NETWORKS["linear"])
    assert (found, found.args, found.is_commutative) == (value, value.args, value.is_commutative)


@pytest.mark.parametrize("value", [sp.Function("f")(A), sp.Integral(A, A), sp.Float(0.5), sp.Lambda(A, A), {1.5}])
def test_what_is_not_on_the_list_is_not_written(value: Any) -> None:
    """A function of nobody's, an integral, a rounded number."""
    with pytest.raises(NotKept, match="is not kept"):
        table_of(value, NETWORKS["linear"])


@pytest.mark.parametrize(
    "rows",
    [
        [["Lambda", 0]],
        [["eval", "print(1)"]],
        [["__import__", "os"]],
        [["symbol", "a", {"real": True}], ["Integral", 0, 0]],
        [["symbol", "a", {"evil": True}]],
        [["symbol", "a", {"real": 1}]],
        [["symbol", 3, {}]],
        [["integer", "7"]],
        [["integer", True]],
        [["integer", 1.5]],
        [["rational", 1, 0]],
        [["integer", 1], ["Add", 0, 1]],
        [["integer", 1], ["Add", -1]],
        [["integer", 1], ["tuple", 0], ["Add", 0, 1]],
        [["plain", {"a": 1}]],
        [["tensor", "nothing"]],
        [["condition", 9]],
        [["rule", "any"]],
        [["outcome", "TRUE"]],
        [["plain", "x"], ["Verdict", 0, 0, 0, 0, 0]],
        [["network"], ["Formula", 0]],
        [[]],
        [3],
        [],
        {},
        "rows",
    ],
    ids=str,
)
def test_what_is_no_table_is_refused(rows: Any) -> None:
    """Names that are not on the list, places that are not there, parts of the wrong kind."""
    with pytest.raises(NotKept):
        value_of(rows, NETWORKS["linear"])


def test_a_table_with_a_mistake_is_read_or_refused_and_never_stumbles() -> None:
    """Five hundred changed rows of a real table: each gives a value or ``NotKept``."""
    network, random = NETWORKS["linear"], Random(20240501)
    rows = table_of(derive_gradients(network, ["W"]), network)
    kinds = [*LEAVES, *(cls.__name__ for cls in COMPOSED), "tuple", "mapping", "Step", "Formula", "Derivation", "plain"]
    refused = 0
    for _ in range(500):
        changed = [list(row) for row in rows]
        row = random.choice(changed)
        place = random.randrange(len(row))
        row[place] = random.choice(kinds) if place == 0 else random.choice([0, -1, 10**9, "x", None, [], {}, 2])
        try:
            value_of(changed, network)
        except NotKept:
            refused += 1
    assert refused > 250


def test_equal_parts_are_written_once() -> None:
    """A table grows with what is new."""
    writer = Writer(NETWORKS["linear"])
    places = {writer.place(value) for value in (A + B, B + A, (A, B), A)}
    assert len(places) == 3 and len(writer.rows) == 4
    assert Reader(NETWORKS["linear"]).value(writer.rows) == (A, B)
