"""Names in generated code: an author's own name where it is safe, a generated v0, v1 … otherwise."""

from __future__ import annotations

import ast
import keyword
import re
from functools import lru_cache

from derive.errors import BackproofError

NAMESPACE = ("jnp", "lax", "jax")
BUILTINS = {"min": min, "max": max}
# The parts of jax that functions are taken from.
_PARTS = ("jax.nn", "jax.scipy.special")
RESERVED = (
    *NAMESPACE,
    *("exp_of_difference", "sum_in_pairs", "sums_without_one"),
    *("pair_numbers", "mirrored"),
    *("samples_last", "rows_of_a_block", "block", "samples", "rows", "first", "blocks", "part", "parts", "alone"),
    *("add", "step", "start", "sums", "more", "added_up", "over_devices", "mesh", "names", "along", "added", "specs"),
)
_GENERATED = re.compile(r"v\d+\Z")
_ATTRIBUTES = frozenset(("shape", "dtype", "itemsize", "size", "T", "astype", "axis_names"))
# What else of jax may be called.
_CALLED = ("jax.default_backend", "jax.shard_map", "jax.P")


class NameTable:
    """The identifiers of one generated function; no two things share one.

    >>> names = NameTable()
    >>> names.claim("W"), names.claim("W"), names.claim("lambda"), names.claim("jnp")
    ('W', 'v0', 'v1', 'v2')
    """

    def __init__(self) -> None:
        self._taken: set[str] = set(RESERVED)
        self._generated = 0

    def claim(self, preferred: str) -> str:
        """Return ``preferred`` where it is a plain, unused identifier, a generated name otherwise."""
        if preferred in self._taken or not is_plain(preferred):
            return self.fresh()
        self._taken.add(preferred)
        return preferred

    def fresh(self) -> str:
        """Return the next generated name."""
        name = f"v{self._generated}"
        self._generated += 1
        self._taken.add(name)
        return name


def is_plain(name: str) -> bool:
    """True for an ASCII identifier that is no keyword, no dunder and no generated name."""
    return (
        name.isascii()
        and name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("__")
        and not _GENERATED.match(name)
    )


@lru_cache(maxsize=256)
def check_closed(source: str) -> None:
    """Make sure that each function reads only its own names, the modules, itself and the functions above it.

    Raises:
        BackproofError: it reads another name or attribute (a fault of ours).

    >>> check_closed("def f(x):\\n    return open(x)")
    Traceback (most recent call last):
        ...
    derive.errors.BackproofError: the generated code reads 'open'
    """
    functions: set[str] = set()
    for function in ast.parse(source).body:
        if not isinstance(function, ast.FunctionDef):
            raise BackproofError("the generated code is more than functions")
        inner = [part for part in ast.walk(function) if isinstance(part, ast.FunctionDef)]
        arguments = (argument.arg for part in inner for argument in part.args.args)
        known = functions.union(NAMESPACE, BUILTINS, (part.name for part in inner), arguments)
        _check_function(function, known)
        functions.add(function.name)


def _check_function(function: ast.FunctionDef, known: set[str]) -> None:
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    written = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    for node in names:
        if node.id not in written | known:
            raise BackproofError(f"the generated code reads {node.id!r}")
    for attribute in (node for node in ast.walk(function) if isinstance(node, ast.Attribute)):
        if not _is_known(ast.unparse(attribute)) and attribute.attr not in _ATTRIBUTES:
            raise BackproofError(f"the generated code reads the attribute {attribute.attr!r}")


def _is_known(attribute: str) -> bool:
    """True for a function of jnp or lax or of the listed parts of jax, and for these parts."""
    module = attribute.rpartition(".")[0]
    return (
        module in ("jnp", "lax", *_PARTS)
        or attribute in _CALLED
        or any(f"{part}.".startswith(f"{attribute}.") for part in _PARTS)
    )
