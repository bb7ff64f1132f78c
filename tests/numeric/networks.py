"""Networks that are no classifier, for the tests of lowering, truth and bounds."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import sympy as sp

from derive.network.axes import Axis, index_symbol, size_symbol
from derive.network.definitions import Definition, Network
from derive.network.functions import Function
from derive.network.maximum import Maximum
from derive.network.tensors import Role, Tensor

SAMPLES, INPUTS, TAPS = Axis("samples", "nm", "N"), Axis("positions", "tu", "I"), Axis("taps", "s", "S")
PLACES = Axis("places", "ij", size_symbol("I") - size_symbol("S") + 1)
n, m, t, s, i = (index_symbol(letter) for letter in "nmtsi")


def defined(tensor: Tensor, value: sp.Expr, *, held: bool = False) -> Definition:
    """A definition with the tensor's own indices."""
    return Definition(tensor, tensor.indices, value, "stage", held=held)


def convolution() -> Network:
    """o_ni = Σ_s w_s x_{n,i+s−1} and half the sum of the squared errors."""
    x = Tensor("x", (SAMPLES, INPUTS), Role.INPUT, "signal")
    w = Tensor("w", (TAPS,), Role.PARAMETER, "filter")
    y = Tensor("y", (SAMPLES, PLACES), Role.LABEL, "target")
    o = Tensor("o", (SAMPLES, PLACES), Role.INTERMEDIATE, "output")
    total = sp.Sum((o.at(n, i) - y.at(n, i)) ** 2, SAMPLES.limits(n), PLACES.limits(i)) / 2
    return Network(
        (x, w, y),
        (
            defined(o, sp.Sum(w.at(s) * x.at(n, i + s - 1), TAPS.limits(s))),
            defined(Tensor("E", (), Role.LOSS, "loss"), total),
        ),
    )


def masked() -> Network:
    """A held mask [u > 0], a causal mask [j ≤ i] by positions, and the largest along an axis."""
    x = Tensor("x", (SAMPLES, INPUTS), Role.INPUT, "inputs")
    h = Tensor("h", (SAMPLES, INPUTS), Role.INTERMEDIATE, "mask")
    c = Tensor("c", (SAMPLES, INPUTS), Role.INTERMEDIATE, "last seen")
    g = Tensor("g", (SAMPLES,), Role.INTERMEDIATE, "largest")
    loss = Tensor("E", (), Role.LOSS, "loss")
    u = index_symbol("u")
    seen = sp.Piecewise((x.at(n, u), u <= t), (0, True))
    return Network(
        (x,),
        (
            defined(h, sp.Piecewise((1, sp.And(x.at(n, t) > 0, x.at(n, t) < 2)), (0, True)), held=True),
            defined(g, Maximum(x.at(n, t), INPUTS.limits(t)), held=True),
            defined(c, sp.Sum(seen, INPUTS.limits(u))),
            defined(
                loss,
                sp.Sum(h.at(n, t) * c.at(n, t) + g.at(n) * x.at(n, t), SAMPLES.limits(n), INPUTS.limits(t)),
            ),
        ),
    )


def random_arrays(shapes: dict[str, tuple[int, ...]], seed: int = 0) -> dict[str, jax.Array]:
    """Normal numbers in the shapes."""
    generator = np.random.default_rng(seed)
    return {name: jnp.asarray(generator.normal(size=shape)) for name, shape in shapes.items()}


def batch_norm() -> Network:
    """ẑ_nt = (x_nt − μ_t)/s_t with mean and deviation over the samples: each sample reads all the others."""
    x = Tensor("x", (SAMPLES, INPUTS), Role.PARAMETER, "inputs")
    c = Tensor("c", (SAMPLES, INPUTS), Role.LABEL, "coefficients")
    mean = Tensor("mu", (INPUTS,), Role.INTERMEDIATE, "mean")
    spread = Tensor("s", (INPUTS,), Role.INTERMEDIATE, "deviation")
    norm = Tensor("zhat", (SAMPLES, INPUTS), Role.INTERMEDIATE, "normalised")
    loss = Tensor("E", (), Role.LOSS, "loss")
    squares = sp.Sum((x.at(n, t) - mean.at(t)) ** 2, SAMPLES.limits(n)) / SAMPLES.size
    return Network(
        (x, c),
        (
            defined(mean, sp.Sum(x.at(n, t), SAMPLES.limits(n)) / SAMPLES.size),
            defined(spread, sp.sqrt(squares)),
            defined(norm, (x.at(n, t) - mean.at(t)) / spread.at(t)),
            defined(loss, sp.Sum(c.at(n, t) * norm.at(n, t), SAMPLES.limits(n), INPUTS.limits(t))),
        ),
    )


def contrast() -> Network:
    """L_n = −log(exp(s_nn)/Σ_m exp(s_nm)), s_nm = Σ_t x_nt w_t x_mt: every sample against all in the batch."""
    x = Tensor("x", (SAMPLES, INPUTS), Role.INPUT, "inputs")
    w = Tensor("w", (INPUTS,), Role.PARAMETER, "weights")
    s_ = Tensor("s", (SAMPLES, SAMPLES), Role.INTERMEDIATE, "similarities")
    losses = Tensor("L", (SAMPLES,), Role.LOSS, "losses")
    likeness = sp.Sum(x.at(n, t) * w.at(t) * x.at(m, t), INPUTS.limits(t))
    own = sp.exp(s_.at(n, n)) / sp.Sum(sp.exp(s_.at(n, m)), SAMPLES.limits(m))
    return Network(
        (x, w),
        (
            defined(s_, likeness),
            defined(losses, -sp.log(own)),
            defined(Tensor("E", (), Role.LOSS, "loss"), sp.Sum(losses.at(n), SAMPLES.limits(n)) / SAMPLES.size),
        ),
    )


def ridge() -> Network:
    """Least squares with weight decay: the loss is more than a sum over the samples."""
    x = Tensor("x", (SAMPLES, INPUTS), Role.INPUT, "inputs")
    w = Tensor("w", (INPUTS,), Role.PARAMETER, "weights")
    y = Tensor("y", (SAMPLES,), Role.LABEL, "targets")
    r = Tensor("r", (SAMPLES,), Role.INTERMEDIATE, "residuals")
    decay = sp.Sum(w.at(t) ** 2, INPUTS.limits(t)) / 20
    return Network(
        (x, w, y),
        (
            defined(r, sp.Sum(w.at(t) * x.at(n, t), INPUTS.limits(t)) - y.at(n)),
            defined(
                Tensor("E", (), Role.LOSS, "loss"),
                sp.Sum(r.at(n) ** 2, SAMPLES.limits(n)) / SAMPLES.size + decay,
            ),
        ),
    )


def through(function: Function) -> Network:
    """E = (1/N) Σ_n (Σ_t v_t f(w_t x_nt) − y_n)²/2: a hidden layer of one function, and one output."""
    x = Tensor("x", (SAMPLES, INPUTS), Role.INPUT, "inputs")
    w, v = (Tensor(name, (INPUTS,), Role.PARAMETER, "weights") for name in "wv")
    y = Tensor("y", (SAMPLES,), Role.LABEL, "targets")
    u = Tensor("u", (SAMPLES, INPUTS), Role.INTERMEDIATE, "pre-activations")
    a = Tensor("a", (SAMPLES, INPUTS), Role.INTERMEDIATE, "activations")
    r = Tensor("r", (SAMPLES,), Role.INTERMEDIATE, "residuals")
    return Network(
        (x, w, v, y),
        (
            defined(u, w.at(t) * x.at(n, t)),
            defined(a, function(u.at(n, t))),
            defined(r, sp.Sum(v.at(t) * a.at(n, t), INPUTS.limits(t)) - y.at(n)),
            defined(Tensor("E", (), Role.LOSS, "loss"), sp.Sum(r.at(n) ** 2, SAMPLES.limits(n)) / (2 * SAMPLES.size)),
        ),
    )
