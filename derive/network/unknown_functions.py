"""Functions of which nothing is known but that they have derivatives: f(u), f′(u), and a loss ℓ(a, b).

A derivation that holds for an unknown f holds for every f. SymPy's own undefined functions cannot stand here: their
derivatives become ``Subs`` objects, and that of f(k) by f(j) is 0. Where a proof fails, a polynomial is put in
the place of f: what it refutes does not hold for every f.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from itertools import product
from math import perm
from typing import Any
from zlib import crc32

import sympy as sp
from flint import arb, fmpq
from sympy.core.function import FunctionClass

from ..errors import UsageError
from .function_balls import Ball
from .function_code import JaxForm
from .functions import FUNCTIONS, Function, function_of, plain_name, register_by_head

PRIMES = ("", "′", "″", "‴")
DEGREE = 3
NO_NUMBER = JaxForm("", "")


class Unknown(sp.Function):  # type: ignore[misc]
    """An element of the family f, f′, f″ …; ``orders`` says how often it is differentiated by each argument."""

    is_real = True
    letter = ""
    orders: tuple[int, ...] = ()

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The next derivative, as SymPy's ``diff`` asks for it."""
        return _slopes(type(self), self.args)[argindex - 1]

    def __reduce_ex__(self, _protocol: Any) -> tuple[Any, ...]:
        return _applied, (self.letter, self.orders, self.args)


def unknown_function(letter: str, arguments: int = 1) -> Function:
    """The record of an unknown function of so many arguments.

    >>> u = sp.Symbol("u", real=True)
    >>> f = unknown_function("f")
    >>> f(3 * u), sp.diff(f(3 * u), u)
    (f(3*u), 3*f′(3*u))
    >>> a, b = sp.symbols("a b", real=True)
    >>> loss = unknown_function("ell", 2)
    >>> loss.slopes(a, b)
    (∂1 ell(a, b), ∂2 ell(a, b))

    Raises:
        UsageError: the name is no letter or word, or that of a known function.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", letter) or not 1 <= arguments <= 4:
        raise UsageError(f"{letter!r:.60} cannot name an unknown function", hint="use a letter or a word, such as f")
    if plain_name(letter) in FUNCTIONS or hasattr(sp, letter):
        raise UsageError(f"{letter!r:.60} is the name of a known function", hint="use another letter, such as f")
    found = function_of(_head(letter, (0,) * arguments)(*sp.symbols(f"t1:{arguments + 1}", real=True)))
    assert found is not None
    return found


@cache
def _head(letter: str, orders: tuple[int, ...]) -> type[Unknown]:
    """The class of one derivative of the function, with its record."""
    total = sum(orders)
    if len(orders) == 1:
        name = letter + (PRIMES[total] if total < len(PRIMES) else f"^({total})")
    else:
        name = "".join(f"∂{place}" * order for place, order in enumerate(orders, 1)) + (" " if total else "") + letter
    head: type[Unknown] = FunctionClass(name, (Unknown,), {"letter": letter, "orders": orders, "nargs": len(orders)})
    register_by_head(_record(head, name))
    return head


def _record(head: type[Unknown], name: str) -> Function:
    return Function(
        name=name,
        form=head,
        head=head,
        slope=lambda *arguments: _slopes(head, arguments)[0],
        balls=_of_example(head),
        ball_slope=_of_example(head, 0),
        jax=NO_NUMBER,
        latex=_latex(head),
        text=name,
        partials=lambda *arguments: _slopes(head, arguments),
        ball_partials=tuple(_of_example(head, place) for place in range(len(head.orders))),
        arity=len(head.orders),
        known=False,
    )


def _slopes(head: type[Unknown], arguments: tuple[sp.Expr, ...]) -> tuple[sp.Expr, ...]:
    """The derivative by each argument: the next function of the family."""
    steps = range(len(head.orders))
    raised = (tuple(n + (place == own) for place, n in enumerate(head.orders)) for own in steps)
    return tuple(_head(head.letter, orders)(*arguments) for orders in raised)


def _latex(head: type[Unknown]) -> str:
    total = sum(head.orders)
    letter = _letter_latex(head.letter)
    if len(head.orders) == 1:
        return letter + ("'" * total if total < len(PRIMES) else f"^{{({total})}}")
    return (
        "".join(rf"\partial_{place}" * order for place, order in enumerate(head.orders, 1))
        + (" " * bool(total))
        + letter
    )


def _letter_latex(letter: str) -> str:
    if len(letter) == 1:
        return letter
    return "\\" + letter if letter in ("ell", "phi", "psi", "sigma", "rho") else rf"\mathrm{{{letter}}}"


def _of_example(head: type[Unknown], by: int | None = None) -> Ball:
    """The values of the example, or of its derivative by one more argument."""
    orders = tuple(n + (place == by) for place, n in enumerate(head.orders))

    def value(*arguments: arb) -> arb:
        total = arb(0)
        for powers, coefficient in _example(head.letter, len(orders)).items():
            term = arb(fmpq(coefficient.numerator, coefficient.denominator))
            for argument, power, order in zip(arguments, powers, orders, strict=True):
                term *= arb(perm(power, order)) * argument ** (power - order) if power >= order else 0
            total += term
        return total

    return value


def _example(letter: str, arguments: int) -> dict[tuple[int, ...], Fraction]:
    """The coefficients of a polynomial that stands for the function where numbers are needed: every one is allowed."""
    every = (powers for powers in product(range(DEGREE + 1), repeat=arguments) if sum(powers) <= DEGREE)
    drawn = ((powers, crc32(f"{letter} {powers}".encode())) for powers in every)
    return {powers: Fraction(1 + number % 5, 1 + number // 5 % 4) for powers, number in drawn}


def example_in_words(letter: str, arguments: int) -> tuple[str, str]:
    """The example and its polynomial, as a witness names it: what holds for every f holds for this one.

    >>> example_in_words("f", 1)
    ('f(t1)', '5/3*t1**3 + 2*t1**2 + 2*t1 + 3/2')
    """
    symbols = sp.symbols(f"t1:{arguments + 1}", real=True)
    terms = _example(letter, arguments).items()
    written = [f"{c}" + "".join(f"*{t}" + (f"**{n}" if n > 1 else "") for t, n in zip(symbols, e, strict=True) if n)
               for e, c in reversed(terms)]  # fmt: skip
    return f"{letter}({', '.join(map(str, symbols))})", " + ".join(written)


def unknown_in(*formulas: sp.Expr) -> dict[str, int]:
    """The letters of the unknown functions in some formulas, each with its number of arguments.

    >>> unknown_in(unknown_function("f")(sp.Symbol("u", real=True)))
    {'f': 1}
    """
    found = {(node.letter, len(node.orders)) for formula in formulas for node in formula.atoms(Unknown)}
    return dict(sorted(found))


def _applied(letter: str, orders: tuple[int, ...], arguments: tuple[sp.Expr, ...]) -> sp.Expr:
    return _head(letter, orders)(*arguments)
