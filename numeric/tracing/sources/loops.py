"""Loops over a symbolic number of rows: what only adds up is a sum over all rows at once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import jax
import jax.numpy as jnp

from .numpy_arrays import NumpyArray, plain
from .refusals import refused
from .rows import LOOP_HINT, Rows
from .stores import inside_a_loop

CHANGING = ("append", "extend", "insert", "update", "pop", "add", "setdefault", "remove", "clear", "sort", "fill")


@dataclass(frozen=True, slots=True)
class Loop:
    """What a loop does to names of outside: some are added to, some are set row by row; the rest is its own.

    ``rebound`` are those that are added to as in g = g + e, which makes a new array; ``wrong`` says why it is no sum
    over rows.
    """

    added: tuple[str, ...] = ()
    put: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    rebound: tuple[str, ...] = ()
    wrong: str = ""

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of outside that change."""
        return (*self.added, *self.put)


def loop_of(node: ast.For) -> Loop:
    """What a loop does, from its source.

    >>> loop_of(ast.parse("for i in r:\\n  d = x[i]\\n  s += d").body[0])
    Loop(added=('s',), put=(), own=('i', 'd'), rebound=(), wrong='')
    >>> loop_of(ast.parse("for i in r:\\n  s += s * x[i]").body[0]).wrong
    's is added to and read in the loop'
    """
    reading = _Reading()
    for statement in node.body:
        reading.visit(statement)
    targets = [n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)]
    own = tuple(dict.fromkeys((*targets, *reading.assigned)))
    added = tuple(name for name in dict.fromkeys(reading.added) if name not in own)
    put = tuple(name for name in dict.fromkeys(reading.put) if name not in own)
    outside = {*added, *put}
    read = next((name for name in reading.read if name in outside), None)
    wrong = reading.wrong
    if node.orelse:
        wrong = wrong or "the loop has an else"
    if read:
        wrong = wrong or f"{read} is added to and read in the loop"
    if set(added) & set(put):
        wrong = wrong or f"{min(set(added) & set(put))} is added to and set in the loop"
    if set(reading.rebound) & set(reading.in_place):
        wrong = wrong or f"{min(reading.rebound)} is added to in two ways"
    return Loop(added, put, own, tuple(name for name in added if name in reading.rebound), wrong)


def as_added(statement: ast.stmt, names: Sequence[str]) -> ast.stmt:
    """``g += e`` for ``g = g + e``, where g is one of the names.

    >>> ast.unparse(as_added(ast.parse("g = g + x[i]").body[0], ["g"]))
    'g += x[i]'
    """
    added = _added(statement)
    return added if added is not None and getattr(added.target, "id", "") in names else statement


def _added(statement: ast.stmt) -> ast.AugAssign | None:
    """``g += e`` for ``g = g + e``, ``g = e + g``, ``g = g - e``; else None."""
    if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
        return None
    target, value = statement.targets[0], statement.value
    if not (isinstance(target, ast.Name) and isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Add, ast.Sub))):
        return None
    left, right = (isinstance(part, ast.Name) and part.id == target.id for part in (value.left, value.right))
    if left == right or (right and isinstance(value.op, ast.Sub)):
        return None
    return ast.copy_location(ast.AugAssign(target, value.op, value.right if left else value.left), statement)


class _Reading(ast.NodeVisitor):
    """The names that the body of a loop adds to, sets and reads."""

    def __init__(self) -> None:
        self.added: list[str] = []
        self.rebound: list[str] = []
        self.in_place: list[str] = []
        self.put: list[str] = []
        self.assigned: list[str] = []
        self.read: list[str] = []
        self.wrong = ""

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        base = _base(node.target)
        if base is None:
            self.wrong = self.wrong or "an attribute is changed in the loop"
        elif isinstance(node.op, (ast.Add, ast.Sub)) or base in self.assigned:
            self.added.append(base)
            self.in_place.append(base)
        else:
            self.wrong = self.wrong or f"{base} is changed in the loop by another operation than + or −"
        self._indices(node.target)
        self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        added = _added(node)
        if added is not None and isinstance(added.target, ast.Name) and added.target.id not in self.assigned:
            self.added.append(added.target.id)
            self.rebound.append(added.target.id)
            self.visit(added.value)
            return
        self.visit(node.value)
        for target in node.targets:
            self._target(target)

    def _target(self, target: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.assigned.append(target.id)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self._target(part)
        elif isinstance(target, ast.Subscript) and _base(target) is not None:
            self.put.append(str(_base(target)))
            self._indices(target)
        else:
            self.wrong = self.wrong or "an attribute is changed in the loop"

    def _indices(self, target: ast.expr) -> None:
        while isinstance(target, ast.Subscript):
            self.visit(target.slice)
            target = target.value

    def visit_For(self, node: ast.For) -> None:
        self.visit(node.iter)
        self._target(node.target)
        for statement in (*node.body, *node.orelse):
            self.visit(statement)

    def visit_Name(self, node: ast.Name) -> None:
        (self.read if isinstance(node.ctx, ast.Load) else self.assigned).append(node.id)

    def visit_Call(self, node: ast.Call) -> None:
        function = node.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            name, method = function.value.id, function.attr
            if method in CHANGING and name not in (*self.assigned, "np", "numpy", "jnp"):
                self.wrong = self.wrong or f"{name}.{method} is called in the loop"
        self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, (ast.Break, ast.Continue, ast.Return, ast.Yield, ast.Global, ast.Nonlocal, ast.Delete,
                             ast.While, ast.Try, ast.With, ast.FunctionDef, ast.NamedExpr)):  # fmt: skip
            self.wrong = self.wrong or f"the loop has a {type(node).__name__.lower()} in it"
        super().generic_visit(node)


def _base(target: ast.expr) -> str | None:
    while isinstance(target, ast.Subscript):
        target = target.value
    return target.id if isinstance(target, ast.Name) else None


Body = Callable[..., Sequence[Any]]


class Gone:
    """The value of a name that only one row of a loop had."""

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def __getattribute__(self, name: str) -> Any:
        if name in ("__class__", "__dict__"):
            return object.__getattribute__(self, name)
        _used_behind(self)


def _used_behind(gone: Gone, *_: Any) -> NoReturn:
    own = object.__getattribute__(gone, "_name")
    raise refused(f"{own} is used behind the loop over rows in which it is set", LOOP_HINT)


for _operator in ("add", "sub", "mul", "truediv", "matmul", "pow", "radd", "rsub", "rmul", "rtruediv", "rmatmul", "neg",
                  "getitem", "iter", "len", "bool", "lt", "le", "gt", "ge", "eq", "ne"):  # fmt: skip
    setattr(Gone, f"__{_operator}__", _used_behind)


def summed(
    rows: Rows, body: Body, added: Sequence[Any], put: Sequence[Any], rebound: Sequence[bool], *, mutable: bool
) -> list[Any]:
    """The values of the names that a loop changes, behind it.

    ``body`` takes a row and what the names are, and returns what they are then; ``rebound`` says which are new arrays.

    Raises:
        Refused: the loop does not only add up.
    """
    starts = [*added, *put]
    locked = [value.place.root for value in starts if isinstance(value, NumpyArray)]
    zeros = _rows_of_results(rows, body, starts, 0, locked, mutable=mutable)
    totals = [
        _after(start.copy() if new and isinstance(start, NumpyArray) else start, _total(found), mutable=mutable)
        for start, found, new in zip(added, zeros, rebound, strict=False)
    ]
    if put:
        ones = _rows_of_results(rows, body, starts, 1, locked, mutable=mutable)
        pairs = zip(put, zeros[len(added) :], ones[len(added) :], strict=True)
        totals += [_set(start, zero, one) for start, zero, one in pairs]
    return totals


def _rows_of_results(
    rows: Rows, body: Body, starts: Sequence[Any], filling: int, locked: Sequence[Any], *, mutable: bool
) -> list[Any]:
    """What each row makes of names that are 0, or 1, everywhere."""

    def one(number: Any) -> Any:
        with inside_a_loop():
            item = rows.item(NumpyArray(number) if mutable else number)
            names = [_filled(start, filling) for start in starts]
            for root in locked:
                root.locked = "an array that the loop over rows changes is read in it under another name"
            return plain(list(body(item, *names)))

    try:
        found: list[Any] = jax.vmap(one)(jnp.arange(rows.length))
        return found
    except UnboundLocalError as error:
        name = str(error).split("'")[1] if "'" in str(error) else "a name"
        raise refused(f"{name} is carried from one row to the next", LOOP_HINT) from None
    finally:
        for root in locked:
            root.locked = ""


def _filled(start: Any, number: int) -> Any:
    if isinstance(start, dict):
        return {key: _filled(part, number) for key, part in start.items()}
    if isinstance(start, list):
        return [_filled(part, number) for part in start]
    if isinstance(start, NumpyArray):
        return NumpyArray(jnp.full(start.shape, number, start.place.root.value.dtype), zero_dim=start.zero_dim)
    if isinstance(start, (int, float)):
        return type(start)(number) if not isinstance(start, bool) else number
    if hasattr(start, "dtype"):
        return jnp.full(start.shape, number, start.dtype)
    raise refused(f"a loop over rows adds to a {type(start).__name__}", LOOP_HINT)


def _total(found: Any) -> Any:
    return jax.tree_util.tree_map(lambda rows: jnp.sum(rows, axis=0), found)


def _after(start: Any, total: Any, *, mutable: bool) -> Any:
    if isinstance(start, dict):
        start.update({key: _after(part, total[key], mutable=mutable) for key, part in start.items()})
        return start
    if isinstance(start, list):
        start[:] = [_after(part, more, mutable=mutable) for part, more in zip(start, total, strict=True)]
        return start
    if isinstance(start, NumpyArray):
        return start.in_place(lambda a, b: a + b, total, "add")
    return NumpyArray(start + total) if mutable else start + total


def _set(start: Any, zero: Any, one: Any) -> Any:
    """Where row i sets an element it has that value, else what it was."""
    if not isinstance(start, NumpyArray):
        raise refused("a loop over rows sets entries of what is no array", LOOP_HINT)
    hits = jnp.sum(1 - (one - zero), axis=0)
    start.place.write(start.read() * (1 - hits) + jnp.sum(zero, axis=0))
    return start


def collected(rows: Rows, item: Callable[[Any], Any], *, mutable: bool) -> Any:
    """``[f(i) for i in rows]`` as one array."""

    def one(number: Any) -> Any:
        with inside_a_loop():
            return plain(item(rows.item(NumpyArray(number) if mutable else number)))

    found = jax.vmap(one)(jnp.arange(rows.length))
    return jax.tree_util.tree_map(NumpyArray, found) if mutable else found
