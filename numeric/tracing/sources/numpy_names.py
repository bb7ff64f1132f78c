"""What ``np`` is in a NumPy source that is traced: JAX's functions on arrays with NumPy's manners."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp

from .kinds import cast
from .numpy_arrays import AT_HINT, NumpyArray, fresh, plain
from .refusals import refused

NO_RANDOM = "a gradient has to be a function of its arguments; pass the random numbers in"
NO_FILES = "a gradient has to be a function of its arguments; pass the arrays in"
REFUSED = {
    **dict.fromkeys(("random", "default_rng"), NO_RANDOM),
    **dict.fromkeys(("load", "save", "savez", "loadtxt", "savetxt", "genfromtxt", "fromfile", "memmap"), NO_FILES),
    **dict.fromkeys(("matrix", "asmatrix", "mat"), "use arrays and @"),
    **dict.fromkeys(("vectorize", "frompyfunc", "nditer", "ndenumerate", "ndindex"), "work on whole arrays"),
    **dict.fromkeys(("lib", "ctypeslib", "ma", "testing"), "use functions of numpy itself"),
    **dict.fromkeys(("round", "rint", "floor", "ceil", "trunc", "fix", "around"), "a gradient has no rounding"),
    **dict.fromkeys(("partition", "resize", "place", "putmask", "put", "nonzero", "argwhere", "flatnonzero", "unique"),
                    "write np.where(mask, …, …)"),
}  # fmt: skip
KINDS = (
    "float64",
    "float32",
    "float16",
    "int64",
    "int32",
    "int16",
    "int8",
    "uint8",
    "bool_",
    "double",
    "single",
    "intp",
)

REDUCTIONS = ("sum", "mean", "prod", "max", "min", "amax", "amin", "var", "std")
UFUNCS = ("add", "subtract", "multiply", "divide", "maximum", "minimum")


@dataclass(frozen=True)
class Kind:
    """A kind of numbers, such as ``np.float64``: given where a kind is wanted, and called to convert."""

    kind_of_numbers: Any

    def __call__(self, value: Any = 0) -> Any:
        return NumpyArray(cast(plain(value), self.kind_of_numbers))


@dataclass(frozen=True)
class Ufunc:
    """A function of NumPy with its methods ``at`` and ``outer``."""

    function: Callable[..., Any]
    method: str

    def __call__(self, *given: Any, **options: Any) -> Any:
        return lifted(self.function)(*given, **options)

    def at(self, array: NumpyArray, index: Any, operand: Any = None) -> None:
        """Change an array at every position of an index, also where positions repeat."""
        from .numpy_arrays import plain_index

        if self.method not in ("add", "subtract"):
            raise refused(f"np.{self.method}.at", "only np.add.at and np.subtract.at are read")
        value = plain(operand)
        where = plain_index(index)
        if getattr(where, "dtype", None) == jnp.bool_:
            array[index] = array[index].combined(self.function, operand)
            return
        added = array.read().at[where].add(-value if self.method == "subtract" else value)
        array.place.write(added)

    def outer(self, left: Any, right: Any) -> Any:
        """Every pair."""
        one, other = plain(left), plain(right)
        return NumpyArray(self.function(one.reshape(one.shape + (1,) * other.ndim), other))

    def __getattr__(self, name: str) -> Any:
        raise refused(f"np.{self.method}.{name}", "write it with np.sum or np.cumsum")


def lifted(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of JAX as one of NumPy: ``out=`` is changed in place, the result is new."""

    def of(*given: Any, **options: Any) -> Any:
        out = options.pop("out", None)
        options.pop("casting", None)
        where = options.pop("where", None)
        if where is not None and where is not True:
            if out is None:
                raise refused("where= without out= leaves numbers that are not set", "write np.where(mask, …, …)")
            found = jnp.where(plain(where), function(*plain(given), **plain(options)), plain(out))
        else:
            found = function(*plain(given), **plain(options))
        return _given_out(found, out)

    return of


def reduced(function: Callable[..., Any]) -> Callable[..., Any]:
    """A sum or its like: ``where=`` says what takes part."""

    def of(*given: Any, **options: Any) -> Any:
        out = options.pop("out", None)
        return _given_out(function(*plain(given), **plain(options)), out)

    return of


def _given_out(found: Any, out: Any) -> Any:
    if out is None:
        return fresh(found)
    out.assign(found)
    return out


def same_or_new(value: Any, dtype: Any = None, **_: Any) -> Any:
    """``np.asarray``: the array itself where it is one."""
    if isinstance(value, NumpyArray) and dtype is None:
        return value
    if isinstance(value, NumpyArray) and jnp.dtype(plain(dtype)) == value.dtype:
        return value
    return new_array(value, dtype)


def new_array(value: Any, dtype: Any = None, **options: Any) -> Any:
    """``np.array``: a copy."""
    if options.get("copy", True) is not True:
        return same_or_new(value, dtype)
    found = jnp.asarray(_stacked(plain(value)))
    return NumpyArray(found if dtype is None else cast(found, plain(dtype)), zero_dim=True)


def _stacked(value: Any) -> Any:
    if isinstance(value, (list, tuple)) and any(hasattr(part, "aval") or isinstance(part, list) for part in value):
        return jnp.stack([jnp.asarray(_stacked(part)) for part in value])
    return value


def made(function: Callable[..., Any]) -> Callable[..., Any]:
    """Arrays that are made: zeros, ones …; one without dimensions is an array too."""
    return lambda *given, **options: NumpyArray(
        function(*plain(given), **{k: plain(v) for k, v in options.items() if k != "order"}), zero_dim=True
    )


def counting(*bounds: Any, **options: Any) -> NumpyArray:
    """``np.arange``."""
    return NumpyArray(jnp.arange(*plain(bounds), **plain(options)), distinct=True)


def copied_to(target: NumpyArray, source: Any, **_: Any) -> None:
    """``np.copyto``."""
    target.assign(plain(source))


def diagonal_filled(array: NumpyArray, value: Any, **_: Any) -> None:
    """``np.fill_diagonal``."""
    array.place.write(jnp.fill_diagonal(array.read(), plain(value), inplace=False))


def put_along_axis(array: NumpyArray, indices: Any, values: Any, axis: int) -> None:
    """``np.put_along_axis``, one position in each row."""
    where = plain(indices)
    if where.shape[axis] != 1:
        raise refused("np.put_along_axis at positions that may repeat", AT_HINT)
    array.assign(jnp.put_along_axis(array.read(), where, plain(values), axis, inplace=False))


def expanded(array: Any, axis: Any) -> Any:
    """``np.expand_dims``, a view."""
    index: list[Any] = [slice(None)] * (array.ndim + 1)
    index[axis if axis >= 0 else axis + array.ndim + 1] = None
    return array[tuple(index)]


def parts_of(function: Callable[..., Any]) -> Callable[..., Any]:
    """``np.split`` and its like give views; a change of one is refused."""

    def of(array: Any, *given: Any, **options: Any) -> Any:
        parts = function(plain(array), *plain(given), **plain(options))
        return [NumpyArray(None, same_or_new(array).place.root.relative(part)) for part in parts]

    return of


def maybe_view(function: Callable[..., Any]) -> Callable[..., Any]:
    """Functions whose result may be a view of their first argument, which is not known here."""

    def of(array: Any, *given: Any, **options: Any) -> Any:
        found = function(plain(array), *plain(given), **plain(options))
        return NumpyArray(None, array.place.root.relative(found)) if isinstance(array, NumpyArray) else fresh(found)

    return of


def as_two(first: Any) -> Any:
    """``np.atleast_2d``."""
    array = same_or_new(first)
    return {0: lambda: array[None, None], 1: lambda: array[None, :]}.get(array.ndim, lambda: array)()


ARRAYS: dict[str, Any] = {
    "array": new_array,
    "copy": new_array,
    "asarray": same_or_new,
    "asanyarray": same_or_new,
    "ascontiguousarray": maybe_view(jnp.asarray),
    "ndarray": NumpyArray,
    "arange": counting,
    "copyto": copied_to,
    "fill_diagonal": diagonal_filled,
    "put_along_axis": put_along_axis,
    "expand_dims": expanded,
    "atleast_2d": as_two,
    "reshape": lambda a, *shape, **o: same_or_new(a).reshape(*shape, **o),
    "ravel": lambda a, *_: same_or_new(a).ravel(),
    "transpose": lambda a, *order, **o: same_or_new(a).transpose(*order, *o.values()),
    "swapaxes": lambda a, one, other: same_or_new(a).swapaxes(one, other),
    "squeeze": lambda a, axis=None: same_or_new(a).squeeze(axis),
    "errstate": lambda **_: nullcontext(),
    "seterr": lambda **_: {},
    "set_printoptions": lambda **_: None,
    "isscalar": lambda value: not isinstance(value, NumpyArray) or value.shape == (),
    "empty": made(lambda shape, *_, **__: jnp.full(shape, jnp.nan)),  # what is never set is no number
    "empty_like": made(lambda array, *_, **__: jnp.full(array.shape, jnp.nan)),
    **{name: made(getattr(jnp, name)) for name in ("zeros", "ones", "full", "zeros_like", "ones_like", "full_like")},
    **{name: parts_of(getattr(jnp, name)) for name in ("split", "array_split", "hsplit", "vsplit", "dsplit")},
    **{name: maybe_view(getattr(jnp, name)) for name in ("moveaxis", "rollaxis", "broadcast_to", "diagonal", "diag",
       "real", "flip", "fliplr", "flipud", "rot90", "atleast_1d", "atleast_3d", "nan_to_num")},
    **{name: reduced(getattr(jnp, name)) for name in REDUCTIONS},
    **{name: Ufunc(getattr(jnp, name), name) for name in UFUNCS},
    **{name: Kind(getattr(jnp, name)) for name in KINDS if hasattr(jnp, name)},
    "float": Kind(float),
    "int": Kind(int),
}  # fmt: skip


class Names:
    """A module of NumPy's kind: the functions that are read another way first, then JAX's of the same name."""

    def __init__(self, module: Any, own: dict[str, Any], path: str, *, mutable: bool = True) -> None:
        self._module, self._own, self._path, self._mutable = module, own, path, mutable

    def __getattr__(self, name: str) -> Any:
        if name in REFUSED:
            raise refused(f"{self._path}.{name}", REFUSED[name])
        if self._mutable and name in self._own:
            return self._own[name]
        found = getattr(self._module, name, None)
        if found is None and name != "newaxis":
            raise refused(f"there is no {self._path}.{name} for traced arrays", "write it with functions of numpy")
        if isinstance(found, ModuleType):
            return Names(found, {}, f"{self._path}.{name}", mutable=self._mutable)
        return lifted(found) if self._mutable and callable(found) and not isinstance(found, type) else found


class MathNames:
    """``math`` on traced numbers."""

    def __init__(self, *, mutable: bool) -> None:
        self._mutable = mutable

    def __getattr__(self, name: str) -> Any:
        plain_function = getattr(math, name)
        jax_function = getattr(jnp, {"pow": "power", "fabs": "abs"}.get(name, name), None)

        def of(*given: Any) -> Any:
            if all(isinstance(value, (int, float)) for value in given) or jax_function is None:
                return plain_function(*given)
            found = jax_function(*plain(given))
            return fresh(found) if self._mutable else found

        return of if callable(plain_function) else plain_function


def stand_in(module: str, *, mutable: bool) -> Any | None:
    """What a module is in a source that is traced; None where it is the module itself."""
    root, _, rest = module.partition(".")
    found: Any = None
    if root == "numpy":
        found = Names(jnp, ARRAYS, "np", mutable=mutable)
    elif root == "scipy":
        found = Names(jax.scipy, {}, "scipy", mutable=mutable)
    elif root == "math":
        return MathNames(mutable=mutable)
    for part in rest.split(".") if rest and found is not None else ():
        found = getattr(found, part)
    return found
