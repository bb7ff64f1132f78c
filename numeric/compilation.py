"""Compiling: quickly where little is computed, well where much is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax

# LLVM's own optimisation takes most of the time of compiling and pays only in long loops; what is computed
# stays the same up to rounding.
QUICK = {"xla_backend_optimization_level": 0, "xla_cpu_parallel_codegen_split_count": 1}
LARGEST_QUICK_WORK = 10**9


def compiled(function: Callable[..., Any], work: float) -> Callable[..., Any]:
    """Compile for about ``work`` floating-point operations in all runs together.

    >>> float(compiled(lambda x: x + 1, work=1)(2.0))
    3.0
    """
    quick = work <= LARGEST_QUICK_WORK and jax.default_backend() == "cpu"
    return jax.jit(function, compiler_options=QUICK) if quick else jax.jit(function)
