"""The names of definitions are those of the author's own assignments, however the function is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import pytest

from derive.network.tensors import Role
from numeric.tracing.roles import Argument, roles_of
from numeric.tracing.shapes import read_shapes, with_lists
from numeric.tracing.tracing import translated


def loop(W, x, y):
    """A name that is bound again gets a number."""
    h = x
    for _ in range(2):
        h = jnp.tanh(h @ W)
    return jnp.sum((h - y) ** 2)


def nested(W, x, y):
    """Names inside of functions, also of mapped and compiled ones."""

    @jax.jit
    def layer(inner):
        u = W @ inner
        return jnp.tanh(u)

    hidden = jax.vmap(layer)(x)
    return jnp.sum((hidden - y) ** 2)


def tuples(W, x, y):
    """Several names on one line, and one in the middle of another expression."""
    q, k = x @ W, y @ W
    return jnp.sum((s := q @ k.T) ** 2) + jnp.sum(s)


def augmented(W, x, y):
    """What is added to a name."""
    out = x @ W
    out += y
    return jnp.mean(out**2)


def greek(W, x, y):
    """Letters that Python takes and an identifier of ours does not."""
    μ = x @ W
    return jnp.sum((μ - y) ** 2)


def anonymous(W, x, y):
    """Nothing has a name: sums of products are z, what a function makes a, shares p."""
    return jnp.sum(jax.nn.softmax(jnp.tanh(x @ W) @ W) * y)


NAMED = {
    loop: ["h", "h1"],
    nested: ["u", "hidden"],
    tuples: ["q", "k", "s"],
    augmented: ["out", "out1"],
    greek: ["mu"],
    anonymous: ["z", "a", "z1", "p"],
}


@pytest.mark.parametrize("function", NAMED, ids=lambda function: function.__name__)
def test_definitions_have_the_authors_names(function: Callable[..., Any]) -> None:
    """In the order in which they are computed, the loss last."""
    definitions = translated(function, {"W": "D D", "x": "N D", "y": "N D"}).network().definitions
    found = [d.tensor.name for d in definitions[:-1] if not d.tensor.name.startswith("z") or function is anonymous]
    assert found == NAMED[function]


def test_letters_of_indices_leave_those_of_tensors_alone() -> None:
    """No index is called as a tensor is."""

    def loss(n, d, x):
        k = x @ n
        return jnp.sum((k - d) ** 2)

    network = translated(loss, {"n": "D K", "d": "N K", "x": "N D"}).network()
    assert not {letter for axis in network.axes for letter in axis.letters} & {t.name for t in network.tensors}


def test_what_arguments_are_for() -> None:
    """Differentiated is a parameter; labels go by names and by being whole; numbers behind the data are inputs."""
    dims = {"W": "D,K", "b": "K", "x": "N,D", "y": "N:int", "tau": "", "x2": "N,D"}
    arguments = [
        Argument((name,), name, "int" if ":" in words else "float", tuple(filter(None, words.split(":")[0].split(","))))
        for name, words in dims.items()
    ]
    found = roles_of(arguments)
    assert [name for name, role in found.items() if role is Role.PARAMETER] == ["W", "b"]
    assert found["y"] is Role.LABEL and found["tau"] is found["x2"] is Role.INPUT
    assert roles_of(arguments, ["x2"])["x2"] is Role.PARAMETER
    assert roles_of(arguments, (), {"tau": Role.PARAMETER})["tau"] is Role.PARAMETER


def test_shapes_of_trees() -> None:
    """Dotted names are entries of tables, numbers places of lists."""
    shapes = read_shapes("params.0.W=D,H params.0.b=H params.2.W=H,K x=N,D, lam=")
    assert with_lists(shapes["params"]) == [{"W": "D,H", "b": "H"}, (), {"W": "H,K"}]
    assert shapes["lam"] == ""
