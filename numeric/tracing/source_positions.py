"""The names that a source gives to its values: from the position of a right side to the name that it is bound to."""

from __future__ import annotations

import ast
import linecache
import sys
import sysconfig
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

from .jax_internals import Equation, Jaxpr, Position, Variable, inner_jaxprs, positions, variable_of

Name = str | tuple[str, ...]
PACKAGES = Path(__file__).resolve().parents[2]
OWN = tuple(str(PACKAGES / name) for name in ("derive", "numeric", "reports"))
LIBRARIES = tuple(sysconfig.get_paths()[key] for key in ("stdlib", "purelib", "platlib"))


def is_of_user(file: str) -> bool:
    """True for a source that is none of Python's, of an installed package, or ours.

    >>> is_of_user("/home/ada/model.py"), is_of_user(ast.__file__)
    (True, False)
    """
    return not file.startswith((*OWN, *LIBRARIES)) and not file.startswith(("<frozen", "<string>"))


def line_of(file: str, number: int) -> str:
    """The line of a source, as it was written; empty where there is none."""
    return linecache.getline(file, number).strip()


@lru_cache(maxsize=64)
def _targets(file: str) -> dict[tuple[int, int, int, int], Name]:
    """Each right side, or part of one, by its position: the name or names that it is bound to."""
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found: dict[tuple[int, int, int, int], Name] = {}
    for node in ast.walk(tree):
        found.update(_bound(node))
    return found


def forget_sources() -> None:
    """Have sources read again: a file may have changed."""
    _targets.cache_clear()
    linecache.checkcache()


def _bound(node: ast.AST) -> Iterator[tuple[tuple[int, int, int, int], Name]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _pairs(target, node.value)
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
        yield from _pairs(node.target, node.value)
    elif isinstance(node, ast.AugAssign):
        yield _place(node), _name(node.target)  # the operation stands at the whole statement


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[tuple[int, int, int, int], Name]]:
    many = (ast.Tuple, ast.List)
    if isinstance(target, many):
        if isinstance(value, many) and len(target.elts) == len(value.elts):
            for one, part in zip(target.elts, value.elts, strict=True):
                yield from _pairs(one, part)
        else:
            yield _place(value), tuple(_name(one) for one in target.elts)
    else:
        yield _place(value), _name(target)


def _name(target: ast.expr) -> str:
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return getattr(target, "id", "") or getattr(target, "attr", "")


def _place(node: ast.AST) -> tuple[int, int, int, int]:
    return tuple(getattr(node, key) for key in ("lineno", "col_offset", "end_lineno", "end_col_offset"))


def position_of(equation: Equation) -> Position | None:
    """The innermost place in the user's sources that the equation comes from."""
    return next((position for position in positions(equation) if is_of_user(position.file)), None)


def names_by_position(jaxpr: Jaxpr) -> dict[Variable, str]:
    """The names of a jaxpr's variables, also inside of its calls: each equation's node is a whole right side.

    Of a run of equations on one node the last one is the value.
    """
    found: dict[Variable, str] = {}
    before: tuple[Position, Name] | None = None
    named: list[Variable] = []
    for equation in jaxpr.eqns:
        for inner in inner_jaxprs(equation):
            found |= names_by_position(inner)
        here = _target_of(equation)
        if here is not None and here == before:
            for variable in named:
                found.pop(variable, None)
        named = list(equation.outvars)
        if here is not None:
            names = here[1] if isinstance(here[1], tuple) else (here[1],) * len(named)
            found.update((v, n) for v, n in zip(named, names, strict=False) if n)
        before = here
    return found


def _target_of(equation: Equation) -> tuple[Position, Name] | None:
    for at in positions(equation):
        if is_of_user(at.file):
            name = _targets(at.file).get((at.line, at.column, at.end_line, at.end_column))
            if name:
                return at, name
    return None


class Watch:
    """While it is entered, every local of the user's functions that is a traced value names its variable.

    This needs no source. A debugger or a measure of coverage gets its own trace function back afterwards.
    """

    def __init__(self) -> None:
        self.names: dict[Variable, str] = {}
        self._kept: list[object] = []

    def __enter__(self) -> Watch:
        self._before = sys.gettrace()
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _call(self, frame: FrameType, _event: str, _argument: object) -> Callable[..., Any] | None:
        return self._line if is_of_user(frame.f_code.co_filename) else None

    def _line(self, frame: FrameType, _event: str, _argument: object) -> Callable[..., Any]:
        for name, value in list(frame.f_locals.items()):
            self._see(name, value)
        return self._line

    def _see(self, name: str, value: object) -> None:
        if isinstance(value, dict) and len(value) < 20:
            for key, part in value.items():
                self._see(str(key), part)
        elif isinstance(value, (tuple, list)) and len(value) < 20:
            for number, part in enumerate(value, 1):
                self._see(f"{name}{number}", part)
        else:
            variable = variable_of(value)
            if variable is not None and variable not in self.names:
                self.names[variable] = name
                self._kept.append(value)
