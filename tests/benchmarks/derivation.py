"""How long a derivation takes, side by side with tensorgrad: symbolic sizes, any number of classes.

    python -m tests.benchmarks.derivation              # 0 to 3 hidden layers, depth 1 to 12, attention
    pip install 'tensorgrad==0.3.0'                    # for the comparison; it is no dependency of ours

Every measurement is the first derivation of a fresh process, after imports, with respect to all weights; contestants
alternate. Ours has every step checked; tensorgrad simplifies and checks nothing.
Bars: 0.16, 0.26, 0.50 and 0.95 s for 0 to 3 hidden layers, time linear in the depth, 1.5 s for attention.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from importlib.util import find_spec
from itertools import pairwise
from statistics import median

RUNS = 5
DEPTHS = (1, 2, 4, 8, 12)
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


def measured(contestant: str, size: int) -> float:
    """The seconds of one contestant in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.derivation", "--one", contestant, "--size", str(size)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def medians(contestants: list[str], size: int, runs: int) -> dict[str, float]:
    """The median of each, measured in turns."""
    times = [{name: measured(name, size) for name in contestants} for _ in range(runs)]
    return {name: median(time[name] for time in times) for name in contestants}


def main() -> None:
    """Print the tables, or (``--one``) the seconds of a single measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", choices=CONTESTANTS)
    parser.add_argument("--size", type=int, default=0)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args()
    if asked.one:
        print(CONTESTANTS[asked.one](asked.size))
        return
    names = ["ours", *(["tensorgrad"] if find_spec("tensorgrad") else [])]
    for hidden in range(4):
        found = medians(names, hidden, asked.runs)
        peer = found.get("tensorgrad")
        compared = f"   tensorgrad {peer:6.2f} s, ours takes {found['ours'] / peer:.2f} of it" if peer else ""
        print(f"{hidden} hidden layers   {found['ours']:6.2f} s{compared}")
    for depth in DEPTHS:
        taken = medians(["ours"], depth, max(1, asked.runs // 2))["ours"]
        print(f"depth {depth:2}          {taken:6.2f} s, {taken / depth:.3f} s a layer")
    print(f"attention         {medians(['attention'], 0, asked.runs)['attention']:6.2f} s")


if __name__ == "__main__":
    main()
