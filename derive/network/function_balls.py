"""Values and slopes of the elementary functions in ball arithmetic: certified, and narrow also for large arguments.

Each formula is chosen so that nothing cancels and nothing overflows: σ(u) by the exponential of −|u|, 1 − tanh² as
sech². At a kink a slope is the one that the function's record names; a ball across a kink encloses both sides.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import arb, fmpq

Ball = Callable[..., arb]
LEAK = fmpq(1, 100)
CUBIC = fmpq(44715, 1_000_000)


def by_sign(u: arb, above: int | fmpq, at_zero: int | fmpq, below: int | fmpq) -> arb:
    """One of three numbers by the sign of u; the ball over all of them where the sign is not known.

    >>> by_sign(arb(-3), 1, 0, -1)
    -1.00000000000000
    """
    if u > 0:
        return arb(above)
    if u < 0:
        return arb(below)
    if u == 0:
        return arb(at_zero)
    return arb(above).union(arb(at_zero)).union(arb(below))


def exp(u: arb) -> arb:
    """e^u.

    >>> exp(arb(0))
    1.00000000000000
    """
    return u.exp()


def positive(u: arb) -> arb:
    """[u > 0].

    >>> positive(arb(2)), positive(arb(0))
    (1.00000000000000, 0)
    """
    return by_sign(u, 1, 0, 0)


def sigmoid(u: arb) -> arb:
    """1/(1 + e^−u), by an exponential that is at most 1.

    >>> bool(sigmoid(arb(-1e5)) > 0)
    True
    """
    if u >= 0:
        return 1 / (1 + (-u).exp())
    above = u.exp()
    return above / (1 + above)


def softplus(u: arb) -> arb:
    """log(1 + e^u) = max(u, 0) + log(1 + e^−|u|).

    >>> bool(softplus(arb(-1e5)) > 0)
    True
    """
    return u.max(0) + (-abs(u)).exp().log1p()


def gelu(u: arb) -> arb:
    """u Φ(u).

    >>> bool(gelu(arb(-1000)) < 0)
    True
    """
    return u * normal_distribution(u)


def normal_distribution(u: arb) -> arb:
    """Φ(u) = erfc(−u/√2)/2.

    >>> normal_distribution(arb(0))
    0.500000000000000
    """
    return (-u / arb(2).sqrt()).erfc() / 2


def gelu_slope(u: arb) -> arb:
    """Φ(u) + u φ(u).

    >>> gelu_slope(arb(0))
    0.500000000000000
    """
    return normal_distribution(u) + u * (-u * u / 2).exp() / (2 * arb.pi()).sqrt()


def gelu_tanh(u: arb) -> arb:
    """u (1 + tanh v)/2 = u σ(2v).

    >>> bool(gelu_tanh(arb(-1000)) < 0)
    True
    """
    return u * sigmoid(_twice_inner(u))


def gelu_tanh_slope(u: arb) -> arb:
    """σ(2v) + u · 2v' σ(2v) σ(−2v).

    >>> gelu_tanh_slope(arb(0))
    0.500000000000000
    """
    twice = _twice_inner(u)
    changed = 2 * (2 / arb.pi()).sqrt() * (1 + 3 * CUBIC * u * u)
    return sigmoid(twice) + u * changed * sigmoid(twice) * sigmoid(-twice)


def _twice_inner(u: arb) -> arb:
    return 2 * (2 / arb.pi()).sqrt() * (u + CUBIC * u**3)


def largest_slope(own: arb, *others: arb) -> arb:
    """The derivative of max by its first argument: 1 where it is the largest, ½ at a tie, 0 below.

    >>> largest_slope(arb(2), arb(1)), largest_slope(arb(1), arb(1))
    (1.00000000000000, 0.500000000000000)
    """
    most = others[0]
    for other in others[1:]:
        most = most.max(other)
    return by_sign(own - most, 1, fmpq(1, 2), 0)


def smallest_slope(own: arb, *others: arb) -> arb:
    """The derivative of min by its first argument.

    >>> smallest_slope(arb(2), arb(1)), smallest_slope(arb(0), arb(1))
    (0, 1.00000000000000)
    """
    return largest_slope(-own, *(-other for other in others))


def largest(first: arb, *others: arb) -> arb:
    """max.

    >>> largest(arb(1), arb(3), arb(2))
    3.00000000000000
    """
    for other in others:
        first = first.max(other)
    return first


def smallest(first: arb, *others: arb) -> arb:
    """min.

    >>> smallest(arb(1), arb(3), arb(2))
    1.00000000000000
    """
    for other in others:
        first = first.min(other)
    return first


ONE_ARGUMENT: dict[str, tuple[Ball, Ball]] = {
    "exp": (exp, exp),
    "log": (arb.log, lambda u: 1 / u if u > 0 else arb.nan()),
    "log1p": (arb.log1p, lambda u: 1 / (1 + u) if u > -1 else arb.nan()),
    "expm1": (arb.expm1, exp),
    "sqrt": (arb.sqrt, lambda u: 1 / (2 * u.sqrt())),
    "square": (lambda u: u * u, lambda u: 2 * u),
    "abs": (arb.__abs__, lambda u: by_sign(u, 1, 0, -1)),
    "positive": (positive, lambda u: by_sign(u, 0, 0, 0)),
    "sign": (lambda u: by_sign(u, 1, 0, -1), lambda u: by_sign(u, 0, 0, 0)),
    "tanh": (arb.tanh, lambda u: u.sech() ** 2),
    "sigmoid": (sigmoid, lambda u: sigmoid(u) * sigmoid(-u)),
    "softplus": (softplus, sigmoid),
    "relu": (lambda u: u.max(0), positive),
    "leaky relu": (lambda u: u.max(0) + LEAK * u.min(0), lambda u: by_sign(u, 1, 1, LEAK)),
    "elu": (lambda u: u.max(0) + u.min(0).expm1(), lambda u: u.min(0).exp()),
    "silu": (lambda u: u * sigmoid(u), lambda u: sigmoid(u) * (1 + u * sigmoid(-u))),
    "gelu": (gelu, gelu_slope),
    "gelu tanh": (gelu_tanh, gelu_tanh_slope),
    "softsign": (lambda u: u / (1 + abs(u)), lambda u: 1 / (1 + abs(u)) ** 2),
    "hard tanh": (lambda u: u.max(-1).min(1), lambda u: 1 - positive(u - 1) - positive(-u - 1)),
    "sin": (arb.sin, lambda u: u.cos()),
    "cos": (arb.cos, lambda u: -u.sin()),
    "erf": (arb.erf, lambda u: 2 * (-u * u).exp() / arb.pi().sqrt()),
}
