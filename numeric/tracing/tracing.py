"""``numeric.trace``: the network of a JAX function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from derive.errors import UnsupportedFormula, UsageError
from derive.network.definitions import Network
from derive.network.tensors import Role

from .agreement import agreement_of
from .jax_internals import Dim
from .said_shapes import annotated_shapes, in_their_classes
from .sources.functions import NUMPY, kind_of, through_source
from .tracing_errors import CannotTrace
from .translation import LEAST_SIZES, LOSS_NAMES, Output, Translation


def trace(
    loss: Callable[..., Any],
    /,
    *,
    wrt: str | Sequence[str] = (),
    roles: Mapping[str, str] | None = None,
    **shapes: Any,
) -> Network:
    """The network of a JAX function with a scalar result, for symbolic sizes.

    Args:
        loss: the function, as ``jax.grad`` takes it.
        wrt: the arguments that are differentiated; without any, the first one and others that are no data.
        roles: ``input``, ``label`` or ``parameter`` for arguments of which it is not seen.
        shapes: the dimensions of each argument, ``"N D"``, with a kind ``"N:int"``; a tree of such words, or of arrays
            of fixed sizes, for an argument that is a tree. What jaxtyping annotations say need not be said again.

    Raises:
        UsageError: the function cannot be traced, or holds what no rule translates; the message names the line.

    >>> import jax, jax.numpy as jnp
    >>> def loss(W, x, y):
    ...     logits = x @ W
    ...     return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(logits), axis=-1))
    >>> print(trace(loss, W="D K", x="N D", y="N K").gradient("W").formula)
    ∂E/∂W_dk = (1/N) Σ_n (p_nk − y_nk) x_nd
    """
    wanted = (wrt,) if isinstance(wrt, str) else tuple(wrt)
    return translated(loss, shapes, wrt=wanted, roles=roles).network()


def translated(
    loss: Callable[..., Any],
    shapes: Mapping[str, Any],
    *,
    wrt: Sequence[str] = (),
    roles: Mapping[str, str] | None = None,
) -> Translation:
    """The translation of a function with a scalar result, whose last definition is that result.

    Raises:
        UsageError: as ``trace``.
    """
    chosen = {name: Role(role) for name, role in (roles or {}).items()}
    shapes = {**annotated_shapes(loss), **in_their_classes(loss, shapes)}
    translation, output = begun(loss, shapes, wrt, chosen)
    taken = {argument.name for argument in translation.arguments}
    name = next((name for name in LOSS_NAMES if name not in taken), "total")
    translation.agreement = agreement_of(translation, [output], original=loss)
    translation.finish(output, name)
    return translation


def begun(
    loss: Callable[..., Any], shapes: Mapping[str, Any], wrt: Sequence[str], roles: Mapping[str, Role]
) -> tuple[Translation, Output]:
    """A translation with the function walked, at sizes as small as it can be traced for, and its scalar result.

    Raises:
        UsageError: as ``trace``.
    """
    failure: UnsupportedFormula | None = None
    for read in _readings(loss):
        for least in LEAST_SIZES:
            translation = Translation.of(shapes, wrt=wrt, roles=roles, least=least)
            try:
                outputs = translation.add(read())
            except CannotTrace as error:
                failure = failure or error
                continue
            except UnsupportedFormula as error:
                if failure is None:
                    raise
                raise failure from error
            return translation, _scalar(outputs)
    assert failure is not None
    raise failure


def _readings(loss: Callable[..., Any]) -> list[Callable[[], Callable[..., Any]]]:
    """The ways to trace a function: as it is, then read from its source; what is written for NumPy from its source."""
    numpy = kind_of(loss) == NUMPY
    by_source = partial(through_source, loss, mutable=numpy)
    return [by_source] if numpy else [lambda: loss, by_source]


def _scalar(outputs: Sequence[Output]) -> Output:
    if not outputs or outputs[0].shape != ():
        found = _shown(outputs[0].shape) if outputs else "nothing"
        raise UsageError(f"the function returns {found}", hint="a loss is one number: return a sum or a mean")
    return outputs[0]


def _shown(shape: Sequence[Dim]) -> str:
    return f"an array of shape ({', '.join(map(str, shape))})"
