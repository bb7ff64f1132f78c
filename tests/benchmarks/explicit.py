"""Explicit gradients: each weight's own formula of one sample's loss, beside other symbolic systems.

    python -m tests.benchmarks.explicit

The loss −Σ_k y_k ln softmax(W x)_k is written out in scalars, and differentiated by each weight. Ours also puts the
names of the forward pass back and proves every result equal to the general formula; the others differentiate only.
Every measurement is the first one of a process of its own; a size that somebody would take longer for than he may, as
the last two say that his time grows, is left out for him.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from math import log
from typing import Any

from .processes import MOST_SECONDS, seconds_of
from .table import Row, as_text

TOO_SLOW = f"more than {MOST_SECONDS:g} s, as it grows"
SIZES = ((3, 4), (4, 8), (5, 16), (8, 25), (16, 64))  # classes, features


def ours(classes: int, features: int) -> float:
    """Seconds for all weights, proofs included; also of more than anybody would read, which is refused otherwise."""
    from derive.gradient import counting
    from derive.gradient.backward import derive_gradient
    from derive.gradient.elements import explicit_elements
    from derive.network.building import classifier

    counting.MAXIMUM_ELEMENTS = counting.MAXIMUM_OPERATIONS = sys.maxsize
    network = classifier(batch=False)
    begin = time.perf_counter()
    list(explicit_elements(derive_gradient(network, "W"), {"K": classes, "D": features}))
    return time.perf_counter() - begin


def _loss(symbol: Callable[[str], Any], exp: Any, log: Any, classes: int, features: int) -> tuple[Any, list[Any]]:
    x = [symbol(f"x{d}") for d in range(features)]
    y = [symbol(f"y{k}") for k in range(classes)]
    weights = [[symbol(f"w{k}_{d}") for d in range(features)] for k in range(classes)]
    logits = [sum(w * value for w, value in zip(row, x, strict=True)) for row in weights]
    total = sum(exp(z) for z in logits)
    loss = -sum(label * (z - log(total)) for label, z in zip(y, logits, strict=True))
    return loss, [w for row in weights for w in row]


def sympy(classes: int, features: int) -> float:
    """Seconds of SymPy's own ``diff`` by each weight."""
    import sympy as sp

    begin = time.perf_counter()
    loss, weights = _loss(lambda name: sp.Symbol(name, real=True), sp.exp, sp.log, classes, features)
    for weight in weights:
        loss.diff(weight)
    return time.perf_counter() - begin


def symengine(classes: int, features: int) -> float:
    """Seconds of SymEngine, SymPy's core in C++."""
    import symengine as se  # type: ignore[import-not-found, unused-ignore]

    begin = time.perf_counter()
    loss, weights = _loss(se.Symbol, se.exp, se.log, classes, features)
    for weight in weights:
        loss.diff(weight)
    return time.perf_counter() - begin


def casadi(classes: int, features: int) -> float:
    """Seconds of CasADi, whose formulas are graphs of operations that nobody reads."""
    import casadi as ca  # type: ignore[import-not-found, unused-ignore]

    begin = time.perf_counter()
    loss, weights = _loss(ca.SX.sym, ca.exp, ca.log, classes, features)
    ca.gradient(loss, ca.vertcat(*weights))
    return time.perf_counter() - begin


CONTESTANTS: dict[str, Callable[[int, int], float]] = {
    "ours": ours, "sympy": sympy, "symengine": symengine, "casadi": casadi,
}  # fmt: skip


def expected(points: list[tuple[int, float]], size: int) -> float:
    """The seconds at a size, by the power of the size with which the last two grow; 0 where fewer are known.

    >>> expected([(10, 1.0), (20, 4.0)], 40)
    16.0
    """
    if len(points) < 2:
        return 0.0
    (smaller, before), (larger, after) = points[-2:]
    return after * (size / larger) ** (log(after / before) / log(larger / smaller))


def rows(curves: dict[str, Any], *, short: bool = False) -> Iterator[Row]:
    """The rows of the table; how the times grow goes into ``curves``."""
    lines: dict[str, list[tuple[int, float]]] = {name: [] for name in CONTESTANTS}
    slow: dict[str, str] = {}
    for classes, features in SIZES[:1] if short else SIZES:
        weights = classes * features
        slow |= {name: TOO_SLOW for name, points in lines.items() if expected(points, weights) > MOST_SECONDS}
        times = {name: slow.get(name) or seconds_of("explicit", name, classes, features) for name in CONTESTANTS}
        for name, found in times.items():
            if isinstance(found, float):
                lines[name].append((weights, found))
            else:
                slow[name] = found
        yield Row.of(f"explicit gradient of {classes}×{features} weights, proved", times)
    curves["explicit"] = {"title": "Explicit gradient of each weight", "x": "weights", "lines": _filled(lines)}


def _filled(lines: dict[str, list[tuple[int, float]]]) -> dict[str, list[tuple[int, float]]]:
    return {name: points for name, points in lines.items() if points}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=3)
    asked = parser.parse_args().one
    if asked:
        print(CONTESTANTS[asked[0]](int(asked[1]), int(asked[2])))
    else:
        print(as_text(rows({})))
