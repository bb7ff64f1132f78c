"""How long a derivation takes, with all its steps and checks, after imports: symbolic sizes, any number of classes.

    python -m tests.benchmarks.derivation

The bars: 0.5 s for the linear classifier, 3 s for one hidden layer. The second column is what SymPy alone takes for
the same gradient element by element, at the few sizes where that ends.
"""

from __future__ import annotations

import time
from statistics import median

import sympy as sp

from derive.gradient.backward import derive_gradient
from derive.gradient.elements import unfold_all, write_out
from derive.network.layers import classifier

RUNS = 5
NETWORKS = {
    "linear": ({}, ["W"]),
    "linear, bias, base 2": ({"bias": True, "log_base": "2"}, ["W", "b"]),
    "one hidden layer, bias": ({"hidden": ("tanh",), "bias": True}, ["W1", "b1", "W2", "b2"]),
    "two hidden layers, bias": ({"hidden": ("tanh", "tanh"), "bias": True}, ["W1", "b1", "W2", "b2", "W3", "b3"]),
}
SIZES = ((2, 2), (3, 4), (5, 8))


def seconds(work: object) -> float:
    """The wall time of a call."""
    begin = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - begin


def derived(options: dict[str, object], names: list[str]) -> None:
    """Derive each gradient on its own, with every step checked."""
    for name in names:
        derive_gradient(classifier(**options), name)  # type: ignore[arg-type]


def element_by_element(classes: int, features: int) -> None:
    """What SymPy alone does: the loss in scalars, one ``diff`` for each weight."""
    network = classifier(batch=False)
    loss = write_out(unfold_all(network.output.at(), network), {"K": classes, "D": features})
    weights = network.tensor("W")
    for k in range(1, classes + 1):
        for d in range(1, features + 1):
            sp.diff(loss, weights.at(k, d))


def main() -> None:
    """Print a table of medians."""
    for label, (options, names) in NETWORKS.items():
        times = [seconds(lambda o=options, n=names: derived(o, n)) for _ in range(RUNS)]  # type: ignore[misc]
        print(f"{label:26} {median(times):6.3f} s for {len(names)} gradients, first run {times[0]:.3f} s")
    for classes, features in SIZES:
        taken = seconds(lambda k=classes, d=features: element_by_element(k, d))  # type: ignore[misc]
        print(f"SymPy alone, K={classes}, D={features}:   {taken:6.3f} s")


if __name__ == "__main__":
    main()
