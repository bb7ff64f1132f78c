"""A function from its source, so that it can be traced: NumPy's arrays and loops over rows are read as what they mean.

The source is compiled under the user's file name with the same positions, into names of its own: nothing that JAX
or anybody else imports is touched. Functions of the user's that it calls are read the same way.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import linecache
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jax
import jax.numpy as jnp

from derive.errors import UnsupportedFormula

from ..source_positions import is_of_user
from .kinds import cast
from .loops import Gone, collected, summed
from .numpy_arrays import NumpyArray, fresh, plain
from .numpy_names import Names, stand_in
from .refusals import refused
from .rewriting import CALLED, PREFIX, rewritten_tree
from .rows import LOOP_HINT, Rows, counted, is_symbolic, numbered, rows_of, together

NUMPY, JAX, NEITHER = "numpy", "jax", "neither"


def kind_of(function: Callable[..., Any]) -> str:
    """Which arrays a function is written for, by the modules that it and the functions that it calls mention.

    >>> import numpy
    >>> kind_of(jax.nn.relu), kind_of(numpy.linspace), kind_of(lambda x: x + 1)
    ('neither', 'neither', 'neither')
    """
    modules = set(_modules_of(function, set()))
    if modules & {"jax", "jaxlib", "flax", "equinox", "optax"}:
        return JAX
    return NUMPY if modules & {"numpy", "scipy"} else NEITHER


def _modules_of(function: Any, seen: set[int]) -> Iterator[str]:
    """The packages that a function's own names come from."""
    function = _unwrapped(function)
    if id(function) in seen:
        return
    seen.add(id(function))
    if isinstance(function, type):
        for part in vars(function).values():
            yield from _modules_of(part, seen) if callable(part) else ()
        return
    if not isinstance(function, types.FunctionType) or not is_of_user(function.__code__.co_filename):
        return
    yield from _imported_inside(function.__code__)
    for value in _mentioned(function).values():
        if isinstance(value, types.ModuleType):
            yield value.__name__.partition(".")[0]
        elif callable(value):
            home = str(getattr(value, "__module__", None) or "").partition(".")[0]
            yield from [home] if home in ("jax", "jaxlib", "numpy", "scipy", "optax") else _modules_of(value, seen)
            yield from ["numpy"] if type(value).__name__ == "ufunc" else []


def _imported_inside(code: types.CodeType) -> Iterator[str]:
    for name in code.co_names:
        if name in ("numpy", "jax", "scipy"):
            yield name
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _imported_inside(constant)


def _mentioned(function: types.FunctionType) -> dict[str, Any]:
    """The values of the names of outside that a function mentions."""
    found: dict[str, Any] = {}
    for name in _names_in(function.__code__):
        if name in function.__globals__:
            found[name] = function.__globals__[name]
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:
            continue
    return found


def _names_in(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names_in(constant)


def _unwrapped(function: Any) -> Any:
    inner = getattr(function, "__func__", function)
    return inspect.unwrap(inner) if callable(inner) else inner


def through_source(function: Callable[..., Any], *, mutable: bool | None = None) -> Callable[..., Any]:
    """The function for traced arrays of symbolic sizes, read from its source.

    Args:
        function: as the user wrote it.
        mutable: whether arrays have NumPy's manners; without, they have where the function mentions NumPy alone.

    Raises:
        Refused: when it is called, where a part of it cannot be read; the message has the user's line.
        UnsupportedFormula: there is no source.
    """
    numpy = kind_of(function) == NUMPY if mutable is None else mutable
    made = _Sources(mutable=numpy).function(_unwrapped(function))
    bound = getattr(function, "__self__", None)

    def traced(*given: Any, **named: Any) -> Any:
        if not numpy:
            return made(*((bound,) if bound is not None else ()), *given, **named)
        arrays = _with_manners(given), _with_manners(named)
        return plain(made(*((bound,) if bound is not None else ()), *arrays[0], **arrays[1]))

    traced.__name__ = getattr(function, "__name__", "function")
    traced.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    return traced


def _with_manners(value: Any) -> Any:
    """Every array in a tree with NumPy's manners; dictionaries and lists are new."""
    return jax.tree_util.tree_map(lambda leaf: NumpyArray(leaf) if hasattr(leaf, "shape") else leaf, value)


class _Sources:
    """The functions, classes and modules of one reading, each read once."""

    def __init__(self, *, mutable: bool) -> None:
        self.mutable = mutable
        self.made: dict[int, Any] = {}
        self.kept: list[Any] = []

    def value(self, value: Any) -> Any:
        """What a value of outside is for traced arrays."""
        if id(value) in self.made:
            return self.made[id(value)]
        if isinstance(value, types.ModuleType):
            return self.module(value)
        home = str(getattr(value, "__module__", None) or "")
        if callable(value) and (home.startswith(("numpy", "scipy", "math")) or type(value).__name__ == "ufunc"):
            known = stand_in(home.partition(".")[0] if home else "numpy", mutable=self.mutable)
            return getattr(known, value.__name__)
        if isinstance(value, types.FunctionType) and is_of_user(value.__code__.co_filename):
            return self.function(value)
        if isinstance(value, type) and self.mutable and is_of_user(_file_of_class(value)):
            return self.a_class(value)
        return _own_array(value) if self.mutable else value

    def module(self, module: types.ModuleType) -> Any:
        """A module: NumPy's by JAX's, the user's by what its functions are for traced arrays."""
        known = stand_in(module.__name__, mutable=self.mutable)
        if known is not None:
            return known
        file = str(getattr(module, "__file__", None) or "")
        return _UserModule(module, self.value) if file and is_of_user(file) else module

    def function(self, function: Any) -> Any:
        """A function of the user's, compiled anew.

        Raises:
            UnsupportedFormula: its source is not there.
        """
        function = inspect.unwrap(function)
        if id(function) in self.made:
            return self.made[id(function)]
        if not isinstance(function, types.FunctionType):
            return function
        node = _node_of(function)
        space = self.space(_mentioned(function), function)
        _run(rewritten_tree(node, _own_names(function)), function.__code__.co_filename, space)
        name = node.name if isinstance(node, ast.FunctionDef) else f"{PREFIX}lambda"
        made = space[name]
        made.__defaults__, made.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
        return made

    def a_class(self, wanted: type) -> Any:
        """A class of the user's, compiled anew."""
        file = _file_of_class(wanted)
        tree = ast.parse("".join(linecache.getlines(file)))
        node = next((n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == wanted.__name__), None)
        if node is None:
            return wanted
        methods = [part for part in vars(wanted).values() if isinstance(part, types.FunctionType)]
        mentioned = {name: value for method in methods for name, value in _mentioned(method).items()}
        mentioned |= {base.__name__: base for base in wanted.__bases__ if base is not object}
        space = self.space(mentioned, wanted)
        _run(rewritten_tree(node), file, space)
        return space[wanted.__name__]

    def space(self, mentioned: Mapping[str, Any], owner: Any) -> dict[str, Any]:
        """The names for a source that is compiled anew; itself is among them, once it is made."""
        space: dict[str, Any] = {"__builtins__": builtins, "__name__": "traced", **self.called()}
        self.kept.append(owner)
        self.made[id(owner)] = _Later(space, owner.__name__)
        space.update({name: self.value(value) for name, value in mentioned.items() if value is not owner})
        return space

    def called(self) -> dict[str, Any]:
        """What the rewritten source calls."""
        mutable = self.mutable
        found = {
            "len": _length, "range": counted, "enumerate": numbered, "zip": together, "sum": _sum,
            "float": lambda value=0.0: _float(value), "int": lambda value=0, *b: _int(value, *b), "print": _nothing,
            "list": lambda value=(): _list(value), "is_symbolic": lambda value: rows_of(value) is not None,
            "refuse": _refuse, "gone": Gone,
            "summed": lambda rows, *rest: summed(_rows(rows), *rest, mutable=mutable),
            "collected": lambda value, item: _collected(value, item, mutable=mutable),
            "import": self.imported, "import_from": self.imported_from,
        }  # fmt: skip
        return {PREFIX + name: tool for name, tool in found.items()}

    def imported(self, name: str, wanted: str) -> Any:
        """``import name``."""
        __import__(name)
        import sys

        return self.value(sys.modules[wanted])

    def imported_from(self, name: str, wanted: str) -> Any:
        """``from name import wanted``."""
        module = __import__(name, fromlist=[wanted])
        known = stand_in(name, mutable=self.mutable)
        return getattr(known, wanted) if known is not None else self.value(getattr(module, wanted))


class _Later:
    """A function that is being made: it may call itself."""

    def __init__(self, space: dict[str, Any], name: str) -> None:
        self.space, self.name = space, name

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self.space[self.name](*given, **named)


class _UserModule:
    """A module of the user's."""

    def __init__(self, module: types.ModuleType, read: Callable[[Any], Any]) -> None:
        self._module, self._read = module, read

    def __getattr__(self, name: str) -> Any:
        return self._read(getattr(self._module, name))


def _run(tree: ast.Module, file: str, space: dict[str, Any]) -> None:
    exec(compile(tree, file, "exec"), space)  # noqa: S102 - the user's own source, which is run in any case


def _own_array(value: Any) -> Any:
    """An array of NumPy that a function has from outside, and the kinds of numbers."""
    import numpy

    if isinstance(value, numpy.ndarray):
        return NumpyArray(jnp.asarray(value))
    return value


def _own_names(function: types.FunctionType) -> frozenset[str]:
    """Names of Python's functions that mean something else in a function."""
    code = function.__code__
    every = {*code.co_varnames, *code.co_freevars, *code.co_cellvars} | set(function.__globals__)
    return frozenset(name for name in CALLED if name in every)


def _node_of(function: types.FunctionType) -> ast.FunctionDef | ast.Lambda:
    code = function.__code__
    try:
        tree = ast.parse("".join(linecache.getlines(code.co_filename)))
    except SyntaxError:
        tree = ast.Module([], [])
    kind = ast.Lambda if function.__name__ == "<lambda>" else ast.FunctionDef
    found = [node for node in ast.walk(tree) if isinstance(node, kind) and _first_line(node) == code.co_firstlineno]
    named = [n for n in found if isinstance(n, ast.Lambda) or n.name == function.__name__]
    if len(named) != 1:
        raise UnsupportedFormula(
            f"the source of {function.__name__} cannot be read", hint="write it into a file, one function on a line"
        )
    found_node: ast.FunctionDef | ast.Lambda = named[0]
    return found_node


def _first_line(node: ast.FunctionDef | ast.Lambda) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _file_of_class(wanted: type) -> str:
    methods = [part for part in vars(wanted).values() if isinstance(part, types.FunctionType)]
    return methods[0].__code__.co_filename if methods else "<frozen>"


# What Python's own functions are where sizes are symbols.


def _length(value: Any) -> Any:
    shape = getattr(value, "shape", None)
    if isinstance(value, Rows):
        return value.length
    return shape[0] if shape else builtins.len(value)


def _float(value: Any) -> Any:
    if isinstance(value, NumpyArray):
        return NumpyArray(cast(value.read(), float))
    if is_symbolic(value) or hasattr(value, "aval"):
        return jnp.asarray(value, float)
    return builtins.float(value)


def _int(value: Any, *base: Any) -> Any:
    if isinstance(value, NumpyArray) or hasattr(value, "aval"):
        if jnp.asarray(plain(value)).dtype.kind == "f":
            raise refused("a number is cut to a whole one", "a gradient has no rounding")
        return value
    return value if is_symbolic(value) else builtins.int(value, *base)


def _list(value: Any) -> Any:
    return value if isinstance(value, Rows) else builtins.list(value)


def _sum(values: Any, start: Any = 0) -> Any:
    if rows_of(values) is None:
        return builtins.sum(values, start)
    found = jnp.sum(plain(values), axis=0)
    return (fresh(found) if isinstance(values, (NumpyArray, Rows)) else found) + start


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _refuse(message: str) -> None:
    raise refused(message, LOOP_HINT)


def _rows(value: Any) -> Rows:
    rows = rows_of(value)
    assert rows is not None
    return rows


def _collected(value: Any, item: Callable[[Any], Any], *, mutable: bool) -> Any:
    rows = rows_of(value)
    return [item(part) for part in value] if rows is None else collected(rows, item, mutable=mutable)


__all__ = ["JAX", "NEITHER", "NUMPY", "Names", "kind_of", "through_source"]
