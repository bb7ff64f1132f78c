"""The user's own functions run on arrays: what the translation is held against."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from derive.errors import BackproofError, UsageError

from ..precision import DTYPES as DTYPES  # its module switches to 64 bits
from ..tracing.jaxpr_values import FAST_TO_COMPILE
from ..tracing.roles import Argument
from ..tracing.tracing_errors import in_words
from ..tracing.translation import Translation
from .evaluation import Arrays
from .pairs import Pair, arguments_of

Run = tuple[NDArray[Any], list[NDArray[Any]]]


def run_pair(pair: Pair, translation: Translation, arrays: Arrays) -> Run:
    """The value of the loss and the arrays that the gradient returns, from the functions as the user wrote them.

    Raises:
        UsageError: a function fails; the message has its line. Or it gives other numbers for arrays of NumPy than for
            arrays of JAX, and it is not seen for which it is written.
    """
    found = _run_pair(pair, translation, arrays)
    if pair.either:
        try:
            value, results = _run_pair(replace(pair, numpy=True, either=False), translation, arrays)
        except BackproofError:
            return found  # arrays of NumPy cannot do it
        if not all(
            np.allclose(a, b, equal_nan=True) for a, b in zip([value, *results], [found[0], *found[1]], strict=True)
        ):
            raise UsageError(
                "other numbers come out for arrays of NumPy than for arrays of JAX: an array is changed in place, and "
                "read under another name",
                hint="write .copy() where a copy is meant",
            )
    return found


def _run_pair(pair: Pair, translation: Translation, arrays: Arrays) -> Run:
    if pair.gradient is None:
        value, *rest = _run(pair.loss, pair, translation, arrays)
        return value, rest
    if pair.numpy:
        value = _run(pair.loss, pair, translation, arrays)[0]
        return value, _run(pair.gradient, pair, translation, arrays)
    names = [arguments_of(function, names_of(translation)) for function in (pair.loss, pair.gradient)]

    def both(**given: Any) -> Any:
        """Compiled once for both."""
        assert pair.gradient is not None
        value = pair.loss(**{name: given[name] for name in names[0]})
        return jax.tree_util.tree_leaves(value)[0], pair.gradient(**{name: given[name] for name in names[1]})

    value, *rest = _run(both, pair, translation, arrays)
    return value, rest


def _run(function: Callable[..., Any], pair: Pair, translation: Translation, arrays: Arrays) -> list[NDArray[Any]]:
    """The leaves of what a function returns."""
    names = arguments_of(function, names_of(translation))
    given = arguments(translation, arrays)
    called = {name: _writable(given[name]) for name in names}

    def run() -> Any:
        with redirect_stdout(sys.stderr), np.errstate(all="ignore"):
            return function(**called)

    try:
        found = run() if pair.numpy else jax.jit(function, compiler_options=FAST_TO_COMPILE)(**called)
    except Exception as error:
        if pair.numpy:
            raise in_words(error, function) from error
        try:
            found = run()  # not every function can be compiled
        except Exception as failure:
            raise in_words(failure, function) from failure
    return [np.array(leaf, float) for leaf in jax.tree_util.tree_leaves(found)]


def _writable(value: Any) -> Any:
    return jax.tree_util.tree_map(
        lambda leaf: (np.array(leaf) if np.ndim(leaf) else leaf[()]) if isinstance(leaf, np.ndarray) else leaf, value
    )


def names_of(translation: Translation) -> list[str]:
    """The names of the arguments, in their order."""
    return list(dict.fromkeys(argument.path[0] for argument in translation.arguments))


def arguments(translation: Translation, arrays: Arrays) -> dict[str, Any]:
    """The arguments of a function: arrays in the trees that it takes them in."""
    return translation.tree.filled([arrays[argument.name] for argument in translation.tree.flat])


def jax_gradients(
    pair: Pair, translation: Translation, arrays: Arrays, wanted: Sequence[Argument]
) -> Mapping[str, NDArray[Any]]:
    """``jax.grad`` of the loss for some arguments, by the tensor's name."""
    loss = pair.traced[0]
    names = arguments_of(pair.loss, names_of(translation))

    def value(moving: Mapping[str, Any]) -> Any:
        given = arguments(translation, {**arrays, **moving})
        found = loss(**{name: given[name] for name in names})
        return jax.tree_util.tree_leaves(found)[0]

    moving = {argument.name: np.asarray(arrays[argument.name], float) for argument in wanted}
    return {
        name: np.asarray(found)
        for name, found in jax.jit(jax.grad(value), compiler_options=FAST_TO_COMPILE)(moving).items()
    }
