"""The shapes of a function's arguments, as a user writes them: "W=K,D x=N,D label=N:int", or trees of such words."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jax import export

from derive.errors import UsageError

from .jax_internals import Dim

KINDS = {"float": np.float64, "int": np.int32, "bool": np.bool_}
LONGEST = 4000
EXAMPLE = "such as W=K,D x=N,D label=N:int, a scalar as lam="
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Spec:
    """The dimensions of one argument as they are written, and its kind: float, int or bool.

    >>> Spec.read("N, 2*H"), Spec.read("N:int"), Spec.read("")
    (Spec(dims=('N', '2*H'), kind='float'), Spec(dims=('N',), kind='int'), Spec(dims=(), kind='float'))
    """

    dims: tuple[str, ...]
    kind: str = "float"

    @classmethod
    def read(cls, words: str) -> Spec:
        """Read ``N,D``, ``N D``, or with a kind ``N:int``.

        Raises:
            UsageError: the kind is none.
        """
        text, colon, kind = words.partition(":")
        if colon and kind.strip() not in KINDS:
            raise UsageError(f"{kind.strip()!r:.40} is no kind of numbers", hint="expected float, int or bool")
        parts = text.split(",") if "," in text else text.split()
        return cls(tuple(part.strip() for part in parts if part.strip()), kind.strip() if colon else "float")


def read_shapes(text: str) -> dict[str, Any]:
    """Read the shapes of several arguments; a dotted name is an entry of an argument.

    Raises:
        UsageError: a part is no shape.

    >>> read_shapes("params.dense.W=D,H x=N,D lam=")
    {'params': {'dense': {'W': 'D,H'}}, 'x': 'N,D', 'lam': ''}
    """
    return tree_of(leaves_of(text))


def leaves_of(text: str) -> dict[str, str]:
    """The shapes by their dotted names.

    Raises:
        UsageError: a part is no shape, or a name stands twice.
    """
    if len(text) > LONGEST:
        raise UsageError(f"the shapes have {len(text)} characters", hint=f"at most {LONGEST}")
    found: dict[str, str] = {}
    for part in re.sub(r",\s+(?![\w.]+=)", ",", text).split():
        name, equals, words = part.partition("=")
        path = name.split(".")
        if not equals or not all(re.fullmatch(r"\w+", step) for step in path):
            raise UsageError(f"the shape {part!r:.60} cannot be read", hint=EXAMPLE)
        if name in found:
            raise UsageError(f"the shape of {name!r:.60} is given twice", hint="leave one out")
        Spec.read(words)
        found[name] = words
    return found


def tree_of(leaves: Mapping[str, Any]) -> dict[str, Any]:
    """Tables within tables by the parts of the dotted names.

    Raises:
        UsageError: a name is both an array and a table.
    """
    found: dict[str, Any] = {}
    for name, leaf in leaves.items():
        _put(found, name.split("."), leaf)
    return found


def _put(found: dict[str, Any], path: Sequence[str], leaf: Any) -> None:
    *above, last = path
    part = ".".join(path)
    for step in above:
        found = found.setdefault(step, {})
        if not isinstance(found, dict):
            raise UsageError(
                f"{part!r:.60} stands beside a shape of {step}", hint="give the shapes of its entries only"
            )
    if last in found:
        raise UsageError(f"the shape of {part!r:.60} is given twice", hint="leave one out")
    found[last] = leaf


def with_lists(tree: Any) -> Any:
    """The tree with a list for each table whose names are numbers; where one is left out stands nothing.

    >>> with_lists({"layers": {"0": {"W": "D,H"}, "2": {"W": "H,K"}}})
    {'layers': [{'W': 'D,H'}, (), {'W': 'H,K'}]}
    """
    if not isinstance(tree, Mapping):
        return tree
    inner = {key: with_lists(part) for key, part in tree.items()}
    if not inner or not all(key.isascii() and key.isdigit() and len(key) < 4 for key in inner):
        return inner
    return [inner.get(str(number), ()) for number in range(max(map(int, inner)) + 1)]


class Sizes:
    """The symbolic sizes of one function: every name in its shapes, all made together.

    Raises:
        UsageError: a dimension is no sum of products of sizes and numbers.

    >>> sizes = Sizes([Spec.read("N, 2*H + 1")])
    >>> sizes.shape(Spec.read("N, 2*H + 1"))
    (N, 2*H + 1)
    """

    def __init__(self, specs: Sequence[Spec], constraints: Sequence[str] = (), least: int = 1) -> None:
        trees = {dim: _tree(dim) for spec in specs for dim in spec.dims}
        names = sorted({node.id for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.Name)},
                       key=str)  # fmt: skip
        order = [name for dim in trees for name in WORD.findall(dim)]
        self.names = sorted(names, key=order.index)
        self.least = least
        larger = [f"{name} >= {least}" for name in self.names] if least > 1 else []
        self.dims: dict[str, Dim] = {}
        if self.names:
            made = export.symbolic_shape(", ".join(self.names), constraints=(*constraints, *larger))
            self.dims = dict(zip(self.names, made, strict=True))
        self._trees = trees

    def shape(self, spec: Spec) -> tuple[Dim, ...]:
        """The shape in JAX's sizes."""
        return tuple(self._value(self._trees[dim].body) for dim in spec.dims)

    def array(self, spec: Spec) -> Any:
        """What JAX traces a function with."""
        return jax.ShapeDtypeStruct(self.shape(spec), KINDS[spec.kind])

    def _value(self, node: ast.expr) -> Dim:
        if isinstance(node, ast.Name):
            return self.dims[node.id]
        if isinstance(node, ast.Constant):
            return node.value
        assert isinstance(node, ast.BinOp)
        left, right = self._value(node.left), self._value(node.right)
        if isinstance(node.op, ast.Add):
            return left + right
        return left - right if isinstance(node.op, ast.Sub) else left * right


def _tree(dim: str) -> ast.Expression:
    """The dimension as a tree of sizes, whole numbers, +, − and ×."""
    try:
        tree = ast.parse(dim, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = ast.Expression(ast.Constant(None))
    for node in ast.walk(tree.body):
        operation = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub, ast.Mult))
        whole = isinstance(node, ast.Constant) and type(node.value) is int and node.value > 0
        name = isinstance(node, ast.Name) and node.id.isascii()
        if not (operation or whole or name or isinstance(node, (ast.operator, ast.expr_context))):
            raise UsageError(
                f"the dimension {dim!r:.40} is no size",
                hint="a size is a letter or word, a number, or made of them by +, - and *, such as N, 4 or 2*H",
            )
    return tree
