"""How long a derivation takes, side by side with tensorgrad: symbolic sizes, any number of classes.

    python -m tests.benchmarks.derivation              # 0 to 3 hidden layers, depth 1 to 31, attention
    pip install 'tensorgrad==0.3.0'                    # for the comparison; it is no dependency of ours

Every measurement is the first derivation of a fresh process, after imports, with respect to all weights; contestants
alternate. Ours has every step checked; tensorgrad simplifies and checks nothing.
Bars: 0.16, 0.26, 0.50 and 0.95 s for 0 to 3 hidden layers, 1.5 s for attention.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from .processes import medians, seconds_of
from .table import Row, as_text

DEPTHS = (1, 2, 4, 8, 16, 24, 31)  # the last is a stack of 63 layers, near the most that there may be
GROWTH = (3, 5)  # the places of two depths whose times for one layer are compared: the time is linear
LIMITS = (0.16, 0.26, 0.50, 0.95)  # seconds for 0 to 3 hidden layers
ATTENTION = [
    "q[i,h] = sum(Q[h,d]*x[i,d], d)",
    "k[i,h] = sum(R[h,d]*x[i,d], d)",
    "v[i,h] = sum(V[h,d]*x[i,d], d)",
    "s[i,j] = sum(q[i,h]*k[j,h], h)/sqrt(H)",
    "A[i,j] = exp(s[i,j])/sum(exp(s[i,m]), m)",
    "o[i,h] = sum(A[i,j]*v[j,h], j)",
    "E = 1/2*sum((o[i,h] - y[i,h])^2, i, h)",
]


def ours(hidden: int) -> float:
    """Seconds for a classifier with so many hidden layers."""
    from derive.gradient.backward import derive_gradients
    from derive.network.building import classifier

    network = classifier(hidden=("tanh",) * hidden)
    begin = time.perf_counter()
    derive_gradients(network, [tensor.name for tensor in network.parameters])
    return time.perf_counter() - begin


def attention(_: int) -> float:
    """Seconds for one attention head with respect to its three matrices."""
    from derive.gradient.backward import derive_gradients
    from derive.reading.networks import describe

    given = {"x": "T D input", "y": "T H label", **dict.fromkeys("QRV", "H D parameter")}
    network = describe(given, ATTENTION)
    begin = time.perf_counter()
    derive_gradients(network, "QRV")
    return time.perf_counter() - begin


def tensorgrad(hidden: int) -> float:
    """Seconds that tensorgrad takes for the same classifier."""
    import sympy
    from tensorgrad import Derivative, Variable  # type: ignore[import-not-found, unused-ignore]
    from tensorgrad import functions as made  # type: ignore[import-not-found, unused-ignore]

    samples, *axes = sympy.symbols(" ".join(["n", "d", *(f"h{i}" for i in range(hidden)), "k"]))
    begin = time.perf_counter()
    value = Variable("x", samples, axes[0])
    weights = [Variable(f"W{i}", *pair) for i, pair in enumerate(pairwise(axes))]
    for layer, weight in enumerate(weights):
        value = value @ weight
        value = made.tanh(value) if layer < hidden else value
    loss = made.mean(made.cross_entropy(value, Variable("y", samples, axes[-1]), dim=str(axes[-1])), ["n"])
    for weight in weights:
        Derivative(loss, weight).full_simplify()
    return time.perf_counter() - begin


CONTESTANTS = {"ours": ours, "tensorgrad": tensorgrad, "attention": attention}


def rows(curves: dict[str, Any], *, short: bool = False) -> Iterator[Row]:
    """The rows of the table; how the time grows with the depth goes into ``curves``."""
    for hidden, limit in enumerate(LIMITS[:1] if short else LIMITS):
        found = medians("derivation", ["ours", "tensorgrad"], (hidden,), 1 if short else 3)
        row = Row.of(f"derivation with {hidden} hidden layers, proved", found)
        yield replace(row, limit=limit) if row.ratio is None else row
    yield replace(Row.of("derivation of attention, proved", medians("derivation", ["attention"], (0,), 1)), limit=1.5)
    points = []
    for depth in DEPTHS[:2] if short else DEPTHS:
        taken = seconds_of("derivation", "ours", depth)
        if isinstance(taken, str):
            break
        points.append((depth, taken))
        yield Row(f"derivation of {depth} hidden layers by all weights, proved", taken)
    if not short and len(points) > GROWTH[1]:
        (few, early), (many, late) = (points[place] for place in GROWTH)
        yield Row.against(f"a layer of {many} beside one of {few}", late / many, {"one": early / few}, 1.5)
    curves["depth"] = {"title": "Derivation by all weights", "x": "hidden layers", "lines": {"ours": points}}


def main() -> None:
    """Print the rows, or (``--one``) the seconds of a single measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("CONTESTANT", "LAYERS"))
    asked = parser.parse_args().one
    if asked:
        print(CONTESTANTS[asked[0]](int(asked[1])))
        return
    print(as_text(rows({})))


if __name__ == "__main__":
    main()
