"""A loss and a gradient as one function of the same arguments, translated together."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from derive.errors import UsageError
from derive.network.definitions import Network
from derive.network.tensors import Role, Tensor

from ..tracing.roles import Argument
from ..tracing.sources.functions import JAX, NUMPY, kind_of, through_source
from ..tracing.tracing_errors import CannotTrace
from ..tracing.translation import LEAST_SIZES, LOSS_NAMES, Output, Translation

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two functions as the user wrote them, and as they are traced; a pair of one function returns both results.

    ``numpy`` says that they are written for arrays of NumPy, ``either`` that it is not seen for which.
    """

    loss: Function
    gradient: Function | None
    traced: tuple[Function, Function | None]
    numpy: bool
    either: bool = False

    @classmethod
    def of(cls, loss: Function, gradient: Function | None, *, by_source: bool = False) -> Pair:
        """The pair; what is written for NumPy, or with ``by_source`` what JAX cannot trace, is read from its source."""
        functions = [function for function in (loss, gradient) if function is not None]
        kinds = [kind_of(function) for function in functions]
        numpy = NUMPY in kinds and JAX not in kinds

        def ready(function: Function, kind: str) -> Function:
            if numpy or kind == NUMPY:
                return through_source(function, mutable=True)
            return through_source(function, mutable=False) if by_source else function

        made = [ready(function, kind) for function, kind in zip(functions, kinds, strict=True)]
        either = not numpy and any(kind not in (NUMPY, JAX) for kind in kinds)
        return cls(loss, gradient, (made[0], made[1] if gradient is not None else None), numpy, either)

    def together(self, names: Sequence[str]) -> Function:
        """One function of all arguments that returns the loss and the gradient."""
        loss, gradient = self.traced
        wanted = [arguments_of(function, names) for function in (self.loss, self.gradient) if function is not None]

        def both(**given: Any) -> Any:
            value = loss(**{name: given[name] for name in wanted[0]})
            if gradient is None:
                return value
            return value, gradient(**{name: given[name] for name in wanted[1]})

        keyword = inspect.Parameter.KEYWORD_ONLY
        both.__signature__ = inspect.Signature([inspect.Parameter(name, keyword) for name in names])  # type: ignore[attr-defined]
        return both


def arguments_of(function: Function, names: Sequence[str], like: str = "N,D") -> list[str]:
    """The names that a function is called with, of those that have shapes; ``like`` is a shape to hint at.

    Raises:
        UsageError: an argument has no shape.
    """
    own = getattr(function, "__name__", "the function")
    parameters = inspect.signature(function).parameters.values()
    if any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters):
        return list(names)
    for p in parameters:
        missing = p.name not in names and p.default is inspect.Parameter.empty
        if missing and p.kind in (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY):
            raise UsageError(f"{own} has the argument {p.name}, whose shape is not given", hint=f"add {p.name}={like}")
        if p.kind is inspect.Parameter.POSITIONAL_ONLY:
            raise UsageError(f"{own} takes {p.name} by its place only", hint="leave the / out of its arguments")
    return [p.name for p in parameters if p.name in names]


@dataclass(frozen=True, slots=True)
class Written:
    """One returned array: the argument that it is the gradient for, the result and its tensor, if of that shape.

    ``shown`` is what a reader knows it by, where that is not the tensor's name.
    """

    argument: Argument
    output: Output
    tensor: Tensor | None
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Translated:
    """Both functions as one network: the loss, and a definition for each returned array."""

    pair: Pair
    translation: Translation
    network: Network
    loss: Tensor
    written: tuple[Written, ...]


def translated_pair(
    loss: Function, gradient: Function | None, shapes: Mapping[str, Any], wrt: Sequence[str], roles: Mapping[str, Role]
) -> Translated:
    """The network of a loss and a gradient.

    Raises:
        UsageError: they cannot be traced, or do not fit together.
    """
    pair, translation, outputs = translation_of_pair(loss, gradient, shapes, wrt, roles)
    return _joined(pair, translation, outputs, wrt)


def translation_of_pair(
    loss: Function, gradient: Function | None, shapes: Mapping[str, Any], wrt: Sequence[str], roles: Mapping[str, Role]
) -> tuple[Pair, Translation, list[Output]]:
    """Both functions traced together, and what they return.

    Raises:
        UsageError: they cannot be traced, or an argument is none of theirs.
    """
    known = set(shapes)
    used = {n for f in (loss, gradient) if f is not None for n in arguments_of(f, list(shapes))}
    if known - used:
        raise UsageError(f"no function has an argument {min(known - used)!r:.60}", hint="leave its shape out")
    pair = Pair.of(loss, gradient)
    try:
        translation, outputs = _walked(pair, shapes, wrt, roles)
    except CannotTrace:
        if pair.numpy:
            raise
        pair = Pair.of(loss, gradient, by_source=True)
        translation, outputs = _walked(pair, shapes, wrt, roles)
    return pair, translation, outputs


def _walked(
    pair: Pair, shapes: Mapping[str, Any], wrt: Sequence[str], roles: Mapping[str, Role]
) -> tuple[Translation, list[Output]]:
    """The translation at sizes as small as both can be traced for."""
    failure: CannotTrace | None = None
    for least in LEAST_SIZES:
        translation = Translation.of(shapes, wrt=wrt, roles=roles, least=least)
        try:
            return translation, translation.add(pair.together(list(shapes)))
        except CannotTrace as error:
            failure = failure or error
    assert failure is not None
    raise failure


def _joined(pair: Pair, translation: Translation, outputs: Sequence[Output], wrt: Sequence[str]) -> Translated:
    value, arrays = results_apart(pair, outputs)
    matched = matches(translation, arrays, wrt)
    taken = {argument.name for argument in translation.arguments}
    translation.finish(value, next((name for name in LOSS_NAMES if name not in taken), "total"))
    loss = translation.walk.bench.definitions[-1].tensor
    written = []
    for argument, output in matched:
        given = translation.walk.bench.given.get(argument.name)
        axes = translation.walk.bench.axes.of_shape(output.shape)
        fits = given is not None and axes == given.axes and _rank(output) == len(argument.dims)
        unnamed = replace(output, tensor=None)
        tensor = translation.define(unnamed, f"d{argument.name}") if fits else None
        written.append(Written(argument, output, tensor))
    return Translated(pair, translation, translation.network(), loss, tuple(written))


def _rank(output: Output) -> int:
    return len(output.shape)


def results_apart(pair: Pair, outputs: Sequence[Output]) -> tuple[Output, list[Output]]:
    """The value of the loss, and the returned arrays with their paths inside of the gradient's result."""
    if pair.gradient is None:
        values, arrays = list(outputs[:1]), list(outputs[1:])
        strip = 1 if len({output.path[0] for output in arrays}) == 1 and len(arrays[0].path) > 1 else 0
    else:
        values = [output for output in outputs if output.path[0] == "0"]
        arrays = [output for output in outputs if output.path[0] == "1"]
        strip = 1
    if not values or values[0].shape != ():
        name = getattr(pair.loss, "__name__", "the function")
        found = f"an array of shape ({', '.join(map(str, values[0].shape))})" if values else "nothing"
        raise UsageError(f"{name} returns {found}", hint="a loss is one number: return a sum or a mean")
    if not arrays:
        name = getattr(pair.gradient or pair.loss, "__name__", "the function")
        raise UsageError(f"{name} returns no gradient", hint="return an array, a tuple of arrays, or a dict")
    return values[0], [replace(output, path=output.path[strip:]) for output in arrays]


def matches(translation: Translation, arrays: Sequence[Output], wrt: Sequence[str]) -> list[tuple[Argument, Output]]:
    """Each returned array with the argument that it is the gradient for: by its name, else by the order.

    Raises:
        UsageError: they are not as many as the arguments that are differentiated.
    """
    wanted = differentiated(translation, wrt)
    if not any(step.isdigit() for output in arrays for step in output.path) and all(o.path for o in arrays):
        known = wanted if wrt else translation.arguments
        found = [(_named(output.path, known), output) for output in arrays]
        if all(argument is not None for argument, _ in found):
            return [(argument, output) for argument, output in found if argument is not None]
    if len(arrays) == len(wanted) + 1 and arrays[0].shape == ():
        arrays = arrays[1:]  # the loss beside its gradient
    if len(arrays) == 1 and len(wanted) != 1 and not wrt:
        return [(_of_shape(arrays[0], wanted), arrays[0])]
    if len(arrays) != len(wanted):
        names = ", ".join(".".join(argument.path) for argument in wanted)
        raise UsageError(
            f"the gradient returns {len(arrays)} arrays for {len(wanted)} arguments: {names}",
            hint="name with --wrt what it differentiates, in the order of its result",
        )
    return list(zip(wanted, arrays, strict=True))


def differentiated(translation: Translation, wrt: Sequence[str]) -> list[Argument]:
    """The arguments that are differentiated, in the order of ``wrt``, else in their own."""
    every = translation.arguments
    if not wrt:
        return [a for a in every if translation.roles[a.name] is Role.PARAMETER]
    found = [a for name in wrt for a in every if name in (a.name, a.path[0], ".".join(a.path))]
    return list(dict.fromkeys(found))


def _of_shape(output: Output, wanted: Sequence[Argument]) -> Argument:
    """The argument of that shape, else the first one, as ``jax.grad`` takes it."""
    if not wanted:
        raise UsageError("nothing is differentiated", hint="name an argument with --wrt")
    shape = tuple(map(str, output.shape))
    return next((argument for argument in wanted if argument.dims == shape), wanted[0])


def _named(path: tuple[str, ...], arguments: Sequence[Argument]) -> Argument | None:
    """The argument that the entry of a dict is for: of the same path or end of it, or of a name with d or grad."""
    for argument in arguments:
        if path in (argument.path, argument.path[1:]) or path[-1] == ".".join(argument.path):
            return argument
    found = [a for a in arguments if path[:-1] in (a.path[:-1], a.path[1:-1]) and _is_prefixed(path[-1], a.path[-1])]
    if not found:
        found = [a for a in arguments if path[-1] == a.path[-1] or _is_prefixed(path[-1], a.path[-1])]
    return found[0] if len(found) == 1 else None


def _is_prefixed(key: str, name: str) -> bool:
    return key in {f"{before}{name}" for before in ("d", "d_", "g", "g_", "grad", "grad_", "dL_d", "dE_d")} | {
        f"{name}{behind}" for behind in ("_grad", "grad", "_g")
    }
