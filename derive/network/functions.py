"""Elementary functions: one frozen record each, in one table; whatever needs to know a function reads its record.

Adding a function is adding one record, here or with ``register``: derivation, proof, numbers and printing follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

import sympy as sp
from flint import arb

from ..errors import UsageError, nearest
from .function_balls import ONE_ARGUMENT, Ball, largest, largest_slope, smallest, smallest_slope
from .function_code import (
    GELU_SLOPE,
    GELU_SLOPE_TERM,
    GELU_TANH_INNER,
    GELU_TANH_SLOPE,
    GELU_TANH_SLOPE_TERM,
    GELU_TANH_TERM,
    GELU_TERM,
    JaxForm,
)
from .function_heads import (
    LEAK,
    Elu,
    ExpMinusOne,
    Gelu,
    GeluTanh,
    HardTanh,
    LeakyRelu,
    LogOnePlus,
    Positive,
    Relu,
    Sigmoid,
    Silu,
    Softplus,
    Softsign,
)
from .function_lessons import LESSONS, Lesson

Formula = Callable[..., sp.Expr]
NO_KINK, EVERYWHERE = "it is smooth where it is defined", "every real number"


@dataclass(frozen=True, slots=True)
class Function:
    """What there is to know about an elementary function f.

    Attributes:
        name: its name in files and on the command line.
        form: f(u) as a formula: what stands in definitions; SymPy's ``diff`` knows it.
        head: the SymPy class that f(u) is an instance of; None where f(u) is a power.
        slope: f′(u) as a formula; of a function of several arguments (which is symmetric) by the first.
        balls, ball_slope: value and slope as certified balls, at a kink the slope that ``convention`` states.
        jax: the stable JAX form, and its rounding.
        latex, text: the name that is written in front of the argument.
        slope_by_value: f′(u) through u and a = f(u), such as 1 − a².
        expanded: f(u) by exp, log and signs, for exact proofs; None where f stays whole.
        written: the formula that is shown in the place of f(u), such as ln(1 + u) for log1p.
        kinks: what must not be 0 for f to be differentiable.
        jumps: True where f itself is not continuous at its kinks.
        convention: what the slope at a kink is taken to be, by JAX and by SymPy.
        domain: where f is defined, in words.
        arity: how many arguments; None for any number from two.
        partials, ball_partials: the derivative by each argument, where they are not exchangeable.
        known: False for a function of which nothing is known: its balls are those of an example.
        parity: 1 where f(−u) = f(u), −1 where f(−u) = −f(u), for a function that stays whole; else 0.
        complement: 1 − f(u) as a formula in which nothing cancels, such as σ(−u); code computes 1 − f by it.
        lesson: what a lesson says about it, and how its page computes it.

    >>> u = sp.Symbol("u", real=True)
    >>> tanh = FUNCTIONS["tanh"]
    >>> tanh(u), tanh.slope(u), tanh.slope_by_value(u, sp.Symbol("a"))
    (tanh(u), 1 - tanh(u)**2, 1 - a**2)
    """

    name: str
    form: Formula
    head: type[sp.Expr] | None
    slope: Formula
    balls: Ball
    ball_slope: Ball
    jax: JaxForm
    latex: str
    text: str
    slope_by_value: Callable[[sp.Expr, sp.Expr], sp.Expr] | None = None
    expanded: Formula | None = None
    written: Formula | None = None
    kinks: Callable[..., tuple[sp.Expr, ...]] = lambda *_: ()
    jumps: bool = False
    convention: str = NO_KINK
    domain: str = EVERYWHERE
    arity: int | None = 1
    partials: Callable[..., tuple[sp.Expr, ...]] | None = None
    ball_partials: tuple[Ball, ...] | None = None
    known: bool = True
    parity: int = 0
    complement: Formula | None = None
    lesson: Lesson | None = None

    def __call__(self, *arguments: sp.Expr) -> sp.Expr:
        """The function at its argument, as a formula."""
        return self.form(*arguments)

    def ball_slopes(self, *arguments: arb) -> tuple[arb, ...]:
        """The derivative by each argument, in balls.

        >>> FUNCTIONS["min"].ball_slopes(arb(1), arb(2))
        (1.00000000000000, 0)
        """
        places = range(len(arguments))
        if self.ball_partials is not None:
            return tuple(slope(*arguments) for slope in self.ball_partials)
        return tuple(self.ball_slope(arguments[i], *arguments[:i], *arguments[i + 1 :]) for i in places)

    def slopes(self, *arguments: sp.Expr) -> tuple[sp.Expr, ...]:
        """The derivative by each argument: several are exchangeable.

        >>> a, b = sp.symbols("a b", real=True)
        >>> FUNCTIONS["max"].slopes(a, b)
        (Heaviside(a - b), Heaviside(-a + b))
        """
        if self.partials is not None:
            return self.partials(*arguments)
        places = range(len(arguments))
        return tuple(self.slope(arguments[i], *arguments[:i], *arguments[i + 1 :]) for i in places)


def _zero(u: sp.Expr) -> tuple[sp.Expr, ...]:
    return (u,)


def _ends(u: sp.Expr) -> tuple[sp.Expr, ...]:
    return (u - 1, u + 1)


def _ties(*arguments: sp.Expr) -> tuple[sp.Expr, ...]:
    return tuple(a - b for i, a in enumerate(arguments) for b in arguments[i + 1 :])


def _largest_slope(own: sp.Expr, *others: sp.Expr) -> sp.Expr:
    return sp.Heaviside(own - sp.Max(*others))


def _smallest_slope(own: sp.Expr, *others: sp.Expr) -> sp.Expr:
    return sp.Heaviside(sp.Min(*others) - own)


TIES = "at a tie JAX and SymPy take ½ for either of two"

_SHIPPED = (
    Function(
        "exp", sp.exp, sp.exp, sp.exp, *ONE_ARGUMENT["exp"], JaxForm("jnp.exp({u})", "{a}"), r"\exp", "exp",
        slope_by_value=lambda _u, a: a, lesson=LESSONS["exp"],
    ),
    Function(
        "log", sp.log, sp.log, lambda u: 1 / u, *ONE_ARGUMENT["log"], JaxForm("jnp.log({u})", "1 / {u}"), r"\ln", "ln",
        slope_by_value=lambda _u, a: sp.exp(-a), domain="u > 0", lesson=LESSONS["log"],
    ),
    Function(
        "log1p", LogOnePlus, LogOnePlus, LogOnePlus.slope, *ONE_ARGUMENT["log1p"],
        JaxForm("jnp.log1p({u})", "1 / (1 + {u})", 128), r"\mathrm{log1p}", "log1p",
        slope_by_value=lambda _u, a: sp.exp(-a),
        expanded=lambda u: sp.log(1 + u), written=lambda u: sp.log(1 + u), domain="u > −1", lesson=LESSONS["log1p"],
    ),
    Function(
        "expm1", ExpMinusOne, ExpMinusOne, sp.exp, *ONE_ARGUMENT["expm1"],
        JaxForm("jnp.expm1({u})", "jnp.exp({u})"), r"\mathrm{expm1}", "expm1",
        slope_by_value=lambda _u, a: 1 + a, expanded=lambda u: sp.exp(u) - 1, written=lambda u: sp.exp(u) - 1,
        lesson=LESSONS["expm1"],
    ),
    Function(
        "sqrt", sp.sqrt, None, lambda u: 1 / (2 * sp.sqrt(u)), *ONE_ARGUMENT["sqrt"],
        JaxForm("jnp.sqrt({u})", "0.5 / {a}"), r"\sqrt", "√",
        slope_by_value=lambda _u, a: 1 / (2 * a), domain="u ≥ 0, differentiable where u > 0", lesson=LESSONS["sqrt"],
    ),
    Function(
        "square", lambda u: u**2, None, lambda u: 2 * u, *ONE_ARGUMENT["square"],
        JaxForm("jnp.square({u})", "2 * {u}"), r"\mathrm{square}", "square", lesson=LESSONS["square"],
    ),
    Function(
        "abs", sp.Abs, sp.Abs, sp.sign, *ONE_ARGUMENT["abs"], JaxForm("jnp.abs({u})", "jnp.sign({u})"),
        r"\mathrm{abs}", "abs", kinks=_zero, convention="the slope of |u| at 0 is 0, in JAX and in SymPy",
        lesson=LESSONS["abs"],
    ),
    Function(
        "sign", sp.sign, sp.sign, lambda _: sp.S.Zero, *ONE_ARGUMENT["sign"],
        JaxForm("jnp.sign({u})", "jnp.zeros_like({u})", 0, 0), r"\mathrm{sign}", "sign",
        slope_by_value=lambda _u, _a: sp.S.Zero, kinks=_zero, jumps=True,
        convention="sign 0 = 0, and the slope is 0 everywhere", lesson=LESSONS["sign"],
    ),
    Function(
        "positive", Positive, Positive, Positive.slope, *ONE_ARGUMENT["positive"],
        JaxForm("({u} > 0).astype({u}.dtype)", "jnp.zeros_like({u})", 0, 0), r"\mathrm{positive}", "positive",
        slope_by_value=lambda _u, _a: sp.S.Zero, kinks=_zero, jumps=True,
        convention="[u > 0] is 0 at 0, and its slope is 0 everywhere", lesson=LESSONS["positive"],
    ),
    Function(
        "tanh", sp.tanh, sp.tanh, lambda u: 1 - sp.tanh(u) ** 2, *ONE_ARGUMENT["tanh"],
        JaxForm("jnp.tanh({u})", "1 - jnp.square({a})", 6, slope_term="1.0"), r"\tanh", "tanh",
        slope_by_value=lambda _u, a: 1 - a**2, lesson=LESSONS["tanh"],
    ),
    Function(
        "sigmoid", Sigmoid, Sigmoid, Sigmoid.slope, *ONE_ARGUMENT["sigmoid"],
        JaxForm("jax.nn.sigmoid({u})", "{a} * jax.nn.sigmoid(-{u})"), r"\sigma", "σ", complement=lambda u: Sigmoid(-u),
        slope_by_value=lambda _u, a: a * (1 - a), expanded=lambda u: 1 / (1 + sp.exp(-u)), lesson=LESSONS["sigmoid"],
    ),
    Function(
        "softplus", Softplus, Softplus, Softplus.slope, *ONE_ARGUMENT["softplus"],
        JaxForm("jax.nn.softplus({u})", "jax.nn.sigmoid({u})"), r"\mathrm{softplus}", "softplus",
        slope_by_value=lambda _u, a: 1 - sp.exp(-a), expanded=lambda u: sp.log(1 + sp.exp(u)),
        lesson=LESSONS["softplus"],
    ),
    Function(
        "relu", Relu, Relu, Positive, *ONE_ARGUMENT["relu"],
        JaxForm("jax.nn.relu({u})", "({u} > 0).astype({u}.dtype)", 0, 0), r"\mathrm{relu}", "relu",
        slope_by_value=lambda _u, a: Positive(a), expanded=lambda u: u * Positive(u), kinks=_zero,
        convention="the slope of relu at 0 is 0, as in JAX; SymPy's Max takes ½", lesson=LESSONS["relu"],
    ),
    Function(
        "leaky relu", LeakyRelu, LeakyRelu, LeakyRelu.slope, *ONE_ARGUMENT["leaky relu"],
        JaxForm("jax.nn.leaky_relu({u}, 0.01)", "jnp.where({u} < 0, 0.01, 1.0).astype({u}.dtype)", 1, 1),
        r"\mathrm{leakyrelu}", "leaky_relu",
        slope_by_value=lambda _u, a: 1 - (1 - LEAK) * Positive(-a),
        expanded=lambda u: u * (1 - (1 - LEAK) * Positive(-u)), kinks=_zero,
        convention="the slope of leaky relu at 0 is 1, as in JAX", lesson=LESSONS["leaky relu"],
    ),
    Function(
        "elu", Elu, Elu, Elu.slope, *ONE_ARGUMENT["elu"],
        JaxForm("jax.nn.elu({u})", "jnp.exp(jnp.minimum({u}, 0))"), r"\mathrm{elu}", "elu",
        slope_by_value=lambda _u, a: 1 + sp.Min(0, a),
        expanded=lambda u: u * Positive(u) + sp.exp(u * Positive(-u)) - 1, lesson=LESSONS["elu"],
    ),
    Function(
        "silu", Silu, Silu, Silu.slope, *ONE_ARGUMENT["silu"],
        JaxForm(
            "jax.nn.silu({u})", "jax.nn.sigmoid({u}) * (1 + {u} * jax.nn.sigmoid(-{u}))",
            slope_term="jax.nn.sigmoid({u}) * (1 + jnp.abs({u}))",
        ),
        r"\mathrm{silu}", "silu", expanded=lambda u: u / (1 + sp.exp(-u)), lesson=LESSONS["silu"],
    ),
    Function(
        "gelu", Gelu, Gelu, Gelu.slope, *ONE_ARGUMENT["gelu"],
        JaxForm("jax.nn.gelu({u}, approximate=False)", GELU_SLOPE, 8, 16, GELU_TERM, GELU_SLOPE_TERM),
        r"\mathrm{gelu}", "gelu",
        expanded=lambda u: u * (1 + sp.erf(u / sp.sqrt(2))) / 2, lesson=LESSONS["gelu"],
    ),
    Function(
        "gelu tanh", GeluTanh, GeluTanh, GeluTanh.slope, *ONE_ARGUMENT["gelu tanh"],
        JaxForm(
            f"{{u}} * jax.nn.sigmoid({GELU_TANH_INNER})", GELU_TANH_SLOPE, 8, 16, GELU_TANH_TERM, GELU_TANH_SLOPE_TERM,
        ),
        r"\mathrm{gelu}_{\tanh}", "gelu_tanh", expanded=lambda u: u * (1 + sp.tanh(GeluTanh.inner(u))) / 2,
        lesson=LESSONS["gelu tanh"],
    ),
    Function(
        "softsign", Softsign, Softsign, Softsign.slope, *ONE_ARGUMENT["softsign"],
        JaxForm("{u} / (1 + jnp.abs({u}))", "1 / jnp.square(1 + jnp.abs({u}))"), r"\mathrm{softsign}", "softsign",
        slope_by_value=lambda _u, a: (1 - sp.Abs(a)) ** 2, expanded=lambda u: u / (1 + sp.Abs(u)),
        lesson=LESSONS["softsign"],
    ),
    Function(
        "hard tanh", HardTanh, HardTanh, HardTanh.slope, *ONE_ARGUMENT["hard tanh"],
        JaxForm("jax.nn.hard_tanh({u})", "(jnp.abs({u}) <= 1).astype({u}.dtype)", 0, 0),
        r"\mathrm{hardtanh}", "hard_tanh",
        expanded=lambda u: u - (u - 1) * Positive(u - 1) - (u + 1) * Positive(-u - 1), kinks=_ends,
        convention="the slope of hard tanh at −1 and 1 is 1, as in JAX", lesson=LESSONS["hard tanh"],
    ),
    Function(
        "sin", sp.sin, sp.sin, sp.cos, *ONE_ARGUMENT["sin"],
        JaxForm("jnp.sin({u})", "jnp.cos({u})"), r"\sin", "sin", parity=-1, lesson=LESSONS["sin"],
    ),
    Function(
        "cos", sp.cos, sp.cos, lambda u: -sp.sin(u), *ONE_ARGUMENT["cos"],
        JaxForm("jnp.cos({u})", "-jnp.sin({u})"), r"\cos", "cos", parity=1, lesson=LESSONS["cos"],
    ),
    Function(
        "erf", sp.erf, sp.erf, lambda u: 2 * sp.exp(-(u**2)) / sp.sqrt(sp.pi), *ONE_ARGUMENT["erf"],
        JaxForm(
            "jax.scipy.special.erf({u})", "1.1283791670955126 * jnp.exp(-jnp.square({u}))",
            slope_term="1.1283791670955126 * jnp.exp(-jnp.square({u})) * (1 + jnp.square({u}))",
        ),
        r"\mathrm{erf}", "erf", parity=-1, lesson=LESSONS["erf"],
    ),
    Function(
        "min", sp.Min, sp.Min, _smallest_slope, smallest, smallest_slope,
        JaxForm("jnp.minimum({u}, {v})", "jnp.where({u} == {v}, 0.5, {u} < {v}).astype({u}.dtype)", 0, 0),
        r"\min", "min", kinks=_ties, convention=TIES, arity=None,
    ),
    Function(
        "max", sp.Max, sp.Max, _largest_slope, largest, largest_slope,
        JaxForm("jnp.maximum({u}, {v})", "jnp.where({u} == {v}, 0.5, {u} > {v}).astype({u}.dtype)", 0, 0),
        r"\max", "max", kinks=_ties, convention=TIES, arity=None,
    ),
)  # fmt: skip

_by_name: dict[str, Function] = {}
_by_head: dict[type, Function] = {}
FUNCTIONS: Mapping[str, Function] = MappingProxyType(_by_name)


def register(function: Function) -> None:
    """Add a record to the table, for good.

    Raises:
        UsageError: the name or the head has a record already.
    """
    name = plain_name(function.name)
    if name in _by_name or (function.head is not None and _by_head.get(function.head) in _by_name.values()):
        raise UsageError(f"there is a function named {name!r:.60} already", hint="give the record another name")
    _by_name[name] = function
    _by_head.update({function.head: function} if function.head is not None else {})


def register_by_head(function: Function) -> None:
    """Have formulas with this head know the record, which has no name in files: one that has comes before it."""
    if function.head is not None:
        _by_head.setdefault(function.head, function)


@contextmanager
def registered(function: Function) -> Iterator[Function]:
    """Have the record in the table for the length of a ``with`` block.

    >>> with registered(Function(
    ...     "arctangent", sp.atan, sp.atan, lambda u: 1 / (1 + u**2), lambda u: u.atan(), lambda u: 1 / (1 + u * u),
    ...     JaxForm("jnp.arctan({u})", "1 / (1 + jnp.square({u}))"), r"\\arctan", "arctan",
    ... )):
    ...     function_named("arctangent").text
    'arctan'
    """
    before = dict(_by_head)
    register(function)
    try:
        yield function
    finally:
        del _by_name[plain_name(function.name)]
        _by_head.clear()
        _by_head.update(before)


def plain_name(name: str) -> str:
    """The name as it stands in the table: ``Leaky-ReLU``, ``leaky_relu`` and ``leaky relu`` are one.

    >>> plain_name("Leaky_ReLU")
    'leaky relu'
    """
    return re.sub(r"[\s_-]+", " ", name.strip().lower())


def function_named(name: str) -> Function:
    """The record of that name.

    Raises:
        UsageError: there is none; the message names the nearest.

    >>> function_named("gelu-tanh").name
    'gelu tanh'
    >>> function_named("sigmiod")
    Traceback (most recent call last):
        ...
    derive.errors.UsageError: there is no function named 'sigmiod'; did you mean 'sigmoid'?
    """
    found = _by_name.get(plain_name(name))
    if found is not None:
        return found
    near = nearest(plain_name(name), _by_name)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    raise UsageError(f"there is no function named {name!r:.60}{meant}", hint="expected one of: " + ", ".join(_by_name))


def function_words() -> dict[str, str]:
    """The name of each function by the one word that stands for it in a formula, plain or in LaTeX.

    >>> function_words()["leaky_relu"], function_words()["hardtanh"]
    ('leaky relu', 'hard tanh')
    """
    typeset = {re.sub(r"\\mathrm|[{} ]", "", function.latex): name for name, function in _by_name.items()}
    words = {word: name for word, name in typeset.items() if word.isalnum()}
    return words | {name.replace(" ", "_"): name for name in _by_name}


def function_of(node: sp.Basic) -> Function | None:
    """The record of the function that the node is a value of; None for anything else.

    >>> u = sp.Symbol("u", real=True)
    >>> function_of(sp.tanh(u)).name, function_of(u + 1)
    ('tanh', None)
    """
    return _by_head.get(node.func)


for _function in _SHIPPED:
    register(_function)
