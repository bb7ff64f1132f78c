"""Benchmark: ``verify`` beside ``jax.test_util.check_grads`` on the same hand-written gradients, right and wrong.

Run ``python -m tests.benchmarks.verified_gradients`` in the repository; it prints a page in Markdown. What
``check_grads`` sees is one point: each gradient is given to it as the rule of a ``jax.custom_vjp``. Times are
processor times after a first run of each, which pays for imports.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jax
import numpy as np
from jax.test_util import check_grads

from numeric.tracing.translation import Translation
from numeric.verifying.evaluation import random_point
from tests.numeric.verifying.test_verify import CONVERTED, MLP, SLIPS, Case, mlp, mlp_gradient

SIZES = (4, 3, 2, 5, 3)


def cases() -> Iterator[Case]:
    """Every pair in JAX, and those of two layers."""
    yield from (case for case in CONVERTED if case.gradient is not None)
    for slip in ("", *SLIPS):

        def gradient(W1: Any, b1: Any, W2: Any, b2: Any, x: Any, y: Any, slip: str = slip) -> Any:
            return (mlp_gradient(W1, b1, W2, b2, x, y, slip)["W1"],)

        gradient.__name__ = f"two layers, {slip or 'right'}"
        yield Case(mlp, gradient, MLP, not slip, ("W1",))


def arrays_of(case: Case) -> Mapping[str, Any]:
    """Random arrays for a pair, of positive numbers where the loss has no value for others."""
    translation = Translation.of(case.shapes, wrt=case.wrt)
    sizes = dict(zip(translation.sizes.names, SIZES, strict=False))
    given = random_point(translation, sizes, 7).arrays
    names = [name for name in inspect.signature(case.loss).parameters if name in given]
    finite = bool(np.isfinite(case.loss(*(given[name] for name in names))))
    return given if finite else random_point(translation, sizes, 7, positive=True).arrays


def passes_finite_differences(case: Case) -> bool:
    """Whether ``check_grads`` lets the gradient pass."""
    assert case.gradient is not None
    arrays, wanted = arrays_of(case), case.wrt or tuple(case.shapes)[:1]
    names = [name for name in inspect.signature(case.loss).parameters if name in arrays]

    @jax.custom_vjp
    def loss(moving: tuple[Any, ...]) -> Any:
        given = {**arrays, **dict(zip(wanted, moving, strict=True))}
        return case.loss(*(given[name] for name in names))

    def backward(moving: tuple[Any, ...], g: Any) -> tuple[Any]:
        given = {**arrays, **dict(zip(wanted, moving, strict=True))}
        found = case.gradient(*(given[name] for name in names)) if case.gradient else ()
        return (tuple(g * part for part in (found if isinstance(found, tuple) else (found,))),)

    loss.defvjp(lambda moving: (loss(moving), moving), backward)
    try:
        check_grads(loss, (tuple(np.asarray(arrays[name]) for name in wanted),), order=1, modes=["rev"])
    except AssertionError:
        return False
    return True


def timed(action: Callable[[], Any]) -> tuple[Any, float]:
    """The result of the second run, and its processor time."""
    action()
    start = time.process_time()
    found = action()
    return found, time.process_time() - start


def page() -> Iterator[str]:
    """The lines of the page."""
    yield "# Hand-written gradients: proved, or looked at in one point"
    yield ""
    yield "| gradient | is | verify | s | check_grads | s |"
    yield "| --- | --- | --- | ---: | --- | ---: |"
    caught = [0, 0, 0]
    for case in cases():
        found, proof = timed(case.found)
        passed, differences = timed(lambda case=case: passes_finite_differences(case))  # type: ignore[misc]
        caught = [caught[0] + (not case.right), caught[1] + (not case.right and not found.proved),
                  caught[2] + (not case.right and not passed)]  # fmt: skip
        is_right, said = "right" if case.right else "wrong", "passes" if passed else "fails"
        yield f"| {case.name} | {is_right} | {found.outcome} | {proof:.2f} | {said} | {differences:.2f} |"
    yield ""
    yield f"Of {caught[0]} wrong ones verify refutes {caught[1]}, check_grads {caught[2]}."


if __name__ == "__main__":
    for line in page():
        print(line, flush=True)
