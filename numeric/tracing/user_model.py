"""The user's own function as a model: what ``jax.grad`` and forward mode differentiate beside the derived formula."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from derive.errors import InputError, UsageError
from derive.network.definitions import Network
from derive.network.tensors import Role

from ..model.models import Arrays, Model, Parameters
from ..model.sizes import sizes_from
from ..results import Array
from .agreement import TensorValues, random_arrays, sizes_for
from .jax_internals import letters_of, number_of
from .roles import Argument
from .translation import Translation


def model_of(translation: Translation) -> Model:
    """The traced function as a loss of the network's parameters and given arrays, by tensor name.

    >>> from .tracing import translated
    >>> def loss(w, x):
    ...     return jnp.sum((x @ w) ** 2)
    >>> model = model_of(translated(loss, {"w": "D", "x": "N D"}))
    >>> model.gradients({"w": jnp.ones(2)}, {"x": jnp.ones((1, 2))})["w"].tolist()
    [4.0, 4.0]
    """
    ranges = translation.walk.labels.ranges
    function = translation.traced[0].function

    def loss(parameters: Parameters, arrays: Arrays) -> jax.Array:
        known = {**arrays, **parameters}
        sizes = _sizes(translation, known)
        given = [_argument(translation, argument, known, ranges, sizes) for argument in translation.tree.flat]
        found: jax.Array = function(**translation.tree.filled(given))
        return found

    return Model("custom", loss, dict, dict)


def _sizes(translation: Translation, known: Mapping[str, Any]) -> dict[str, int]:
    given = [tensor for tensor in translation.network().given if tensor.name in known]
    return sizes_from((tensor, np.shape(known[tensor.name])) for tensor in given)


def _argument(
    translation: Translation,
    argument: Argument,
    known: Mapping[str, Any],
    ranges: Mapping[str, Any],
    sizes: Mapping[str, int],
) -> Any:
    """An argument as the function takes it: classes as numbers, one dimension for several axes."""
    dims = translation.shape_of(argument)
    shape = tuple(number_of(dim, sizes) for dim in dims)
    if argument.name not in known:
        return jnp.zeros(shape)
    values = jnp.asarray(known[argument.name])
    if argument.name in ranges:
        return jnp.argmax(values, axis=-1).reshape(shape)
    if argument.kind == "bool":
        return (values > 0.5).reshape(shape)
    return (values.astype(int) if argument.kind == "int" else values).reshape(shape)


def point_of(
    translation: Translation, network: Network, chosen: Mapping[str, int], seed: int
) -> tuple[dict[str, int], dict[str, Array]]:
    """Random numbers for everything that is given, and every size; sizes that are not chosen are small.

    Raises:
        UsageError: a chosen size is none of the function's, or a dimension has no place then.
    """
    strange = next((name for name in chosen if name not in translation.sizes.names), "")
    if strange:
        raise UsageError(
            f"{strange!r:.40} is no size of the function", hint="its sizes are " + ", ".join(translation.sizes.names)
        )
    sizes = {**sizes_for(translation, 1, 0), **chosen}
    for kind in ("normal", "positive"):
        arrays = random_arrays(translation, sizes, kind, seed)
        found = given_values(translation, network, arrays, sizes)
        values = TensorValues(translation, arrays, sizes)
        with np.errstate(all="ignore"):
            if values.are_finite(network):
                break
    return sizes, found


def given_values(
    translation: Translation, network: Network, arrays: Mapping[str, Any], sizes: Mapping[str, int]
) -> dict[str, Array]:
    """The given arrays as the network's tensors have them."""
    values = TensorValues(translation, dict(arrays), sizes)
    return {tensor.name: np.asarray(values.values[tensor.name], float) for tensor in network.given}


def arrays_for(
    translation: Translation, found: Mapping[str, Array], where: str
) -> tuple[dict[str, int], dict[str, Array]]:
    """The sizes that a user's arrays have, and the arrays by the tensor's name.

    Raises:
        InputError: an array is missing, has another number of dimensions, or two contradict each other.
    """
    sizes: dict[str, int] = {}
    arrays: dict[str, Array] = {}
    for argument in translation.tree.arguments:
        path = ".".join(argument.path)
        values = found.get(path, found.get(argument.name))
        if values is None:
            raise InputError(f"{where} has no array {path!r:.60}", hint="found " + (", ".join(found) or "nothing"))
        dims = translation.shape_of(argument)
        if len(dims) != np.ndim(values):
            raise InputError(
                f"{where}: {path} has the shape {np.shape(values)}", hint=f"expected {' × '.join(map(str, dims))}"
            )
        sizes |= {str(d): n for d, n in zip(dims, np.shape(values), strict=True) if str(d) in translation.sizes.names}
        arrays[argument.name] = values
    for argument in translation.tree.arguments:
        _check(translation, argument, np.shape(arrays[argument.name]), sizes, where)
    return sizes, arrays


def _check(
    translation: Translation, argument: Argument, shape: tuple[int, ...], sizes: Mapping[str, int], where: str
) -> None:
    dims = translation.shape_of(argument)
    known = [number_of(dim, sizes) if set(letters_of(dim)) <= set(sizes) else None for dim in dims]
    if any(n is not None and n != found for n, found in zip(known, shape, strict=True)):
        expected = " × ".join(map(str, dims))
        raise InputError(
            f"{where}: {'.'.join(argument.path)} has the shape {shape}", hint=f"expected {expected}, as the others have"
        )


def parameters_in(network: Network, values: Mapping[str, Array]) -> tuple[dict[str, Array], dict[str, Array]]:
    """The values of the parameters, and of the rest."""
    names = {tensor.name for tensor in network.given if tensor.role is Role.PARAMETER}
    return {n: v for n, v in values.items() if n in names}, {n: v for n, v in values.items() if n not in names}
