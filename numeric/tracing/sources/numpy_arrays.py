"""Arrays that behave as NumPy's and hold JAX's: changed in place, seen through views, picked by masks and indices."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp

from .indices import WHERE_HINT, has_slice, is_basic, mask_in, spread
from .kinds import cast, check_uncut
from .refusals import refused
from .rows import Rows
from .stores import Place, Store, View

AT_HINT = "np.add.at adds at every position, also where positions repeat"


class NumpyArray:
    """An array with NumPy's manners.

    ``distinct`` says that its elements are 0, 1, 2 …, no two alike; ``picked`` where its elements were picked from.

    >>> a = NumpyArray(jnp.zeros(3))
    >>> b = a[1:]
    >>> b += 2
    >>> a.read().tolist()
    [0.0, 2.0, 2.0]
    """

    __array_ufunc__ = None  # numbers of NumPy leave their operations with these arrays to the arrays

    def __init__(
        self, value: Any, place: Place | None = None, *, distinct: bool = False, zero_dim: bool = False
    ) -> None:
        self.place: Place = place if place is not None else Store(jnp.asarray(value))
        self.distinct, self.zero_dim = distinct, zero_dim
        self.picked: Picked | None = None

    def read(self) -> Any:
        """The numbers as an array of JAX."""
        return self.place.read()

    def __jax_array__(self) -> Any:
        return self.read()

    def assign(self, value: Any) -> None:
        """Put other numbers in the place of these, as an in-place operation does.

        Raises:
            Refused: they are of another shape or kind.
        """
        before = self.read()
        new = jnp.asarray(value)
        if jnp.broadcast_shapes(before.shape, new.shape) != before.shape:
            raise refused(
                f"an array of shape {new.shape} is put into one of shape {before.shape}", "NumPy refuses that too"
            )
        check_uncut(new, before)
        self.place.write(jnp.broadcast_to(new, before.shape).astype(before.dtype))
        self.distinct = False

    # picking and putting

    def __getitem__(self, index: Any) -> Any:
        where = plain_index(index)
        mask = mask_in(where)
        if mask is not None:
            return Masked(self, mask, self.read())
        if is_basic(where):
            return self._part(where, index)
        found = NumpyArray(self.read()[where])
        found.picked = Picked(self.place.root, self.place.root.version, index)
        return found

    def _part(self, where: Any, index: Any) -> NumpyArray:
        part = self.read()[where]
        if part.shape == () and not has_slice(where):
            return NumpyArray(part)
        return NumpyArray(None, View(self.place, lambda a: a[where], lambda a, new: a.at[where].set(new), index))

    def __setitem__(self, index: Any, value: Any) -> None:
        where = plain_index(index)
        mask = mask_in(where)
        if mask is not None:
            self._put_where(mask, value)
            return
        basic = is_basic(where)
        own = value.place if isinstance(value, NumpyArray) and basic else None
        if isinstance(own, View) and own.parent is self.place and own.index is index:
            return  # a[i] += v has changed the view already
        if not basic and not is_distinct(index):
            raise refused("an array is changed at positions that may repeat", AT_HINT)
        operation = value.picked if isinstance(value, NumpyArray) else None
        if operation is not None and operation.is_of(self.place.root, index) and operation.method:
            self.place.write(getattr(self.read().at[where], operation.method)(plain(operation.operand)))
            return
        new = jnp.asarray(plain(value))
        check_uncut(new, self.read())
        self.place.write(self.read().at[where].set(new))
        self.distinct = False

    def _put_where(self, mask: Any, value: Any) -> None:
        before = self.read()
        if isinstance(value, Masked):
            value = value.values
        else:
            value = plain(value)
            if jnp.ndim(value) > 0:
                raise refused("an array is put where a mask holds", WHERE_HINT)
        self.assign(jnp.where(spread(mask, before), value, before))

    # in place

    def in_place(self, operation: Callable[[Any, Any], Any], other: Any, method: str) -> NumpyArray:
        """``a += b`` and its like: the same array with other numbers; a number is replaced."""
        before = self.read()
        new = operation(before, plain(other))
        if before.shape == () and not self.zero_dim:
            return NumpyArray(new)
        picked = self.picked
        self.assign(new)
        self.picked = picked.then(method, other) if picked is not None else None
        return self

    # what is known of it

    @property
    def shape(self) -> tuple[Any, ...]:
        """The sizes."""
        shape: tuple[Any, ...] = self.read().shape
        return shape

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    @property
    def size(self) -> Any:
        """The number of elements."""
        return self.read().size

    @property
    def dtype(self) -> Any:
        """The kind of its numbers."""
        return self.read().dtype

    # views

    @property
    def T(self) -> NumpyArray:
        """The transpose, a view."""
        return self.turned(tuple(reversed(range(self.ndim))))

    def turned(self, order: tuple[int, ...]) -> NumpyArray:
        """A view with the dimensions in another order."""
        back = tuple(sorted(range(len(order)), key=lambda q: order[q]))
        return NumpyArray(None, View(self.place, lambda a: a.transpose(order), lambda _, new: new.transpose(back)))

    def transpose(self, *order: Any) -> NumpyArray:
        """As NumPy's."""
        wanted = order[0] if len(order) == 1 and isinstance(order[0], (tuple, list)) else order
        if not wanted or wanted == (None,):
            return self.T
        return self.turned(tuple(int(q) % self.ndim for q in wanted))

    def swapaxes(self, first: int, second: int) -> NumpyArray:
        """As NumPy's."""
        order = list(range(self.ndim))
        order[first], order[second] = order[second], order[first]
        return self.turned(tuple(order))

    def reshape(self, *shape: Any, **_: Any) -> NumpyArray:
        """The same numbers in another shape: a view or a copy, which is not known here."""
        wanted = shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
        return NumpyArray(None, self.place.root.relative(self.read().reshape(plain(tuple(wanted)))))

    def ravel(self, *_: Any) -> NumpyArray:
        """The numbers in a row: a view or a copy."""
        return self.reshape(-1)

    def squeeze(self, axis: Any = None) -> NumpyArray:
        """Without dimensions of size 1, a view."""
        shape = self.shape
        return NumpyArray(None, View(self.place, lambda a: jnp.squeeze(a, axis), lambda _, new: new.reshape(shape)))

    def view(self, *_: Any) -> NumpyArray:
        """A view of everything."""
        return NumpyArray(None, View(self.place, lambda a: a, lambda _, new: new))

    # copies

    def copy(self, *_: Any) -> NumpyArray:
        """A copy."""
        return NumpyArray(self.read(), distinct=self.distinct)

    def flatten(self, *_: Any) -> NumpyArray:
        """A copy in a row."""
        return NumpyArray(self.read().reshape(-1))

    def astype(self, kind: Any, **_: Any) -> NumpyArray:
        """A copy of another kind."""
        return NumpyArray(cast(self.read(), plain(kind)))

    def fill(self, value: Any) -> None:
        """Put one number everywhere."""
        self.assign(plain(value))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in UNREAD:
            raise refused(f"{name}() has no formula", "compute with the array itself")
        method = getattr(self.read(), name)
        if not callable(method):
            return fresh(method)
        return lambda *given, **options: fresh(method(*plain(given), **plain(options)))

    def __len__(self) -> int:
        return int(self.shape[0])

    def __iter__(self) -> Iterator[Any]:
        size = self.shape[0]
        if not isinstance(size, int):
            raise refused(
                "a loop over the rows of an array", "use one that only adds up, or write it with @ and np.sum"
            )
        return (self[number] for number in range(size))

    def __bool__(self) -> bool:
        return bool(self.read())

    def __index__(self) -> int:
        return int(self.read())

    def __float__(self) -> float:
        return float(self.read())


UNREAD = ("tolist", "item", "tofile", "tobytes", "dump", "sort", "partition", "resize", "itemset", "put", "setflags")


@dataclass(frozen=True)
class Picked:
    """Where elements were picked from, and the one operation that they went through since."""

    root: Store
    version: int
    index: Any
    method: str = ""
    operand: Any = None

    def then(self, method: str, operand: Any) -> Picked | None:
        """With one operation more; None after two."""
        if self.method or not method:
            return None
        negated = method == "subtract"
        return Picked(self.root, self.version, self.index, "add" if negated else method,
                      -_number(operand) if negated else operand)  # fmt: skip

    def is_of(self, root: Store, index: Any) -> bool:
        """True for elements of that store, unchanged since, at that index."""
        return self.root is root and self.version == root.version and self.index is index


def _number(operand: Any) -> Any:
    return plain(operand)


@dataclass(eq=False)
class Masked:
    """The elements of an array where a mask holds, in a row: of unknown number, so kept as the whole array."""

    array: NumpyArray
    mask: Any
    values: Any

    def combined(self, operation: Callable[[Any, Any], Any], other: Any) -> Masked:
        """With an operation on each element."""
        operand = other.values if isinstance(other, Masked) else plain(other)
        if not isinstance(other, Masked) and jnp.ndim(operand) > 0:
            raise refused("what a mask picks is combined with an array", WHERE_HINT)
        return Masked(self.array, self.mask, operation(self.values, operand))

    def sum(self) -> NumpyArray:
        """The sum of the picked elements."""
        return NumpyArray(jnp.sum(jnp.where(spread(self.mask, self.values), self.values, 0)))

    def __getattr__(self, name: str) -> Any:
        raise refused(f"the elements that a mask picks, .{name}", WHERE_HINT)


def fresh(value: Any) -> Any:
    """An array of NumPy's manners for each array of JAX in a result."""
    if isinstance(value, (tuple, list)):
        return type(value)(*map(fresh, value)) if hasattr(value, "_fields") else type(value)(map(fresh, value))
    return NumpyArray(value) if isinstance(value, jax.Array) or hasattr(value, "aval") else value


def plain(value: Any) -> Any:
    """The value with arrays of JAX in the place of NumPy's."""
    if isinstance(value, NumpyArray):
        return value.read()
    if isinstance(value, Rows):
        return plain(value.read())
    if isinstance(value, range):
        return jnp.arange(value.start, value.stop, value.step)
    if isinstance(value, Masked):
        raise refused("what a mask picks has an unknown number of elements", WHERE_HINT)
    if isinstance(value, (tuple, list)):
        parts = [plain(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return getattr(value, "kind_of_numbers", value)


def plain_index(index: Any) -> Any:
    """An index with arrays of JAX in it, lists as arrays."""
    if isinstance(index, tuple):
        return tuple(plain_index(part) for part in index)
    if isinstance(index, list):
        return jnp.asarray(plain(index))
    if isinstance(index, slice):
        return slice(*(plain(part) for part in (index.start, index.stop, index.step)))
    return plain(index)


def is_distinct(index: Any) -> bool:
    """True where no two positions of an index can be the same: one part of it counts 0, 1, 2 …, the others go along."""
    parts = index if isinstance(index, tuple) else (index,)
    sizes = [(part, _dimensions(part)) for part in parts]
    arrays = [part for part, size in sizes if size > 0]
    return all(size < 2 for _, size in sizes) and any(
        isinstance(part, (Rows, range)) or getattr(part, "distinct", False) or _differs(part) for part in arrays
    )


def _dimensions(part: Any) -> int:
    if part is None or part is Ellipsis or isinstance(part, slice):
        return 0
    return 1 if isinstance(part, (list, range)) else int(jnp.ndim(plain(part)))


def _differs(part: Any) -> bool:
    """True for a list of whole numbers, no two alike."""
    return isinstance(part, list) and all(type(n) is int and n >= 0 for n in part) and len(set(part)) == len(part)


OPERATORS = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor")
COMPARISONS = ("lt", "le", "gt", "ge", "eq", "ne")
METHODS = {"add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide"}


def _give_operators() -> None:
    for name in OPERATORS:
        function = getattr(operator, f"{name}_" if name in ("and", "or") else name)
        setattr(NumpyArray, f"__{name}__", _forward(function))
        setattr(NumpyArray, f"__r{name}__", _backward(function))
        setattr(NumpyArray, f"__i{name}__", _inside(function, METHODS.get(name, "")))
        setattr(Masked, f"__{name}__", lambda a, b, f=function: a.combined(f, b))
        setattr(Masked, f"__r{name}__", lambda a, b, f=function: a.combined(lambda u, v: f(v, u), b))
    for name in COMPARISONS:
        setattr(NumpyArray, f"__{name}__", _forward(getattr(operator, name)))
    for name in ("neg", "pos", "abs", "invert"):
        setattr(NumpyArray, f"__{name}__", _alone(getattr(operator, name)))
    NumpyArray.__hash__ = None  # type: ignore[assignment]


def _alone(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda a: NumpyArray(function(a.read()))


def _forward(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def of(a: Any, b: Any) -> Any:
        return b.combined(lambda u, v: function(v, u), a) if isinstance(b, Masked) else NumpyArray(
            function(a.read(), plain(b)))  # fmt: skip

    return of


def _backward(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda a, b: NumpyArray(function(plain(b), a.read()))


def _inside(function: Callable[[Any, Any], Any], method: str) -> Callable[[Any, Any], Any]:
    return lambda a, b: a.in_place(function, b, method)


_give_operators()
