"""``numeric.verify``: a hand-written gradient, proved or refuted for every size."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import sympy as sp
from numpy.typing import NDArray

from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.proof.derivatives import Derivatives
from derive.proof.verdict import Outcome, Verdict

from ..tracing.said_shapes import annotated_shapes
from .agreement import CLOSE, Held, held_against_functions, relative
from .custom_rules import has_own_rule, rule_pair
from .deciding import Decisions
from .evaluation import value_at
from .pairs import Translated, Written, translated_pair
from .second_order import WHAT_IS_VERIFIED, is_second, verified_second
from .slips import slip_of
from .verdicts import ArrayVerdict, Verification, due_and_code
from .witnesses import Found, witness_of

METHOD = "code and translation compared by numbers"
BY_NUMBERS = "numbers of 64 bits, at arrays away from kinks"
TINY = 1e-11


def verify(
    loss: Callable[..., Any],
    gradient: Callable[..., Any] | None = None,
    /,
    *,
    wrt: str | Sequence[str] = (),
    roles: Mapping[str, str] | None = None,
    **shapes: Any,
) -> Verification:
    """Prove or refute a gradient that someone wrote, for every size.

    Args:
        loss: the function whose gradient it is, in JAX or NumPy; without ``gradient``, one that returns the loss and
            its gradient, or one of ``jax.custom_vjp`` or ``jax.custom_jvp``, whose rule is looked at.
        gradient: returns an array, a tuple of arrays in the order of the parameters, or a dict of them. A function
            whose name has hess, hvp or diag in it, or that takes a vector beside what the loss takes, is one of second
            derivatives: blocks of the Hessian (the axes of one parameter, then those of another), a diagonal, or the
            product with the vector.
        wrt: the arguments that are differentiated, in the order of the result.
        roles: ``input``, ``label`` or ``parameter`` for arguments of which it is not seen.
        shapes: the dimensions of each argument, as ``numeric.trace`` takes them.

    Returns:
        For each returned array PROVED, PROVED WHEN a condition holds, REFUTED with arrays at which it is wrong, or
        UNDECIDED with the reason.

    Raises:
        UsageError: a function cannot be read; the message has its line.

    >>> import jax.numpy as jnp
    >>> def loss(w, x, y):
    ...     return jnp.mean((x @ w - y) ** 2)
    >>> def gradient(w, x, y):
    ...     return 2 * x.T @ (x @ w - y) / x.shape[0]
    >>> print(verify(loss, gradient, w="D", x="N D", y="N").outcome)
    PROVED
    """
    return verified(loss, gradient, shapes, (wrt,) if isinstance(wrt, str) else tuple(wrt), roles)


def verified(
    loss: Callable[..., Any],
    gradient: Callable[..., Any] | None,
    shapes: Mapping[str, Any],
    wrt: Sequence[str] = (),
    roles: Mapping[str, str] | None = None,
) -> Verification:
    """As ``verify``, with the shapes in one argument.

    Raises:
        UsageError: as ``verify``.
    """
    wanted = tuple(wrt)
    functions = [function for function in (loss, gradient) if function is not None and not has_own_rule(function)]
    shapes = {**{k: v for function in functions for k, v in annotated_shapes(function).items()}, **shapes}
    chosen = {name: Role(role) for name, role in (roles or {}).items()}
    if gradient is None and has_own_rule(loss):
        rule = rule_pair(loss, shapes)
        inputs = {name: Role.INPUT for name in rule.shapes if name not in rule.wrt}
        return _verified(translated_pair(rule.loss, rule.gradient, rule.shapes, wanted or rule.wrt, inputs | chosen))
    if gradient is not None and is_second(loss, gradient, shapes, wanted):
        return verified_second(loss, gradient, shapes, wanted, chosen)
    return _verified(translated_pair(loss, gradient, shapes, wanted, chosen))


def assert_gradient(
    loss: Callable[..., Any],
    gradient: Callable[..., Any] | None = None,
    /,
    *,
    wrt: str | Sequence[str] = (),
    roles: Mapping[str, str] | None = None,
    **shapes: Any,
) -> None:
    """Fail a test unless a hand-written gradient is proved, with what is wrong and arrays at which it is.

    Arguments are those of ``verify``.

    Raises:
        AssertionError: it is refuted or undecided.

    >>> import jax.numpy as jnp
    >>> def loss(w, x):
    ...     return jnp.mean(jnp.tanh(x @ w))
    >>> def gradient(w, x):
    ...     return x.T @ (1 - jnp.tanh(x @ w) ** 2)
    >>> try:
    ...     assert_gradient(loss, gradient, w="D", x="N D")
    ... except AssertionError as error:
    ...     print(str(error).splitlines()[1])
      the factor 1/N is missing
    """
    found = verify(loss, gradient, wrt=wrt, roles=roles, **shapes)
    if not found.proved:
        raise AssertionError(str(found))


def _verified(translated: Translated) -> Verification:
    held = held_against_functions(translated)
    order = list(translated.translation.arguments)
    every = sorted(translated.written, key=lambda written: order.index(written.argument))
    if held.against:
        verdict = Verdict(Outcome.UNDECIDED, METHOD, reason=held.against)
        return Verification(tuple(ArrayVerdict(_name(written), verdict) for written in every), "")
    judge = _Judge(translated, held)
    return Verification(tuple(judge.found(written) for written in every), held.words)


def _name(written: Written) -> str:
    return ".".join(written.argument.path)


class _Judge:
    """What is found of each array of one gradient."""

    def __init__(self, translated: Translated, held: Held) -> None:
        self.translated, self.held = translated, held
        self.decisions = Decisions(translated)
        known = [translated.network.tensor(w.argument.name) for w in translated.written if w.tensor is not None]
        self.decisions.derive(known)

    def found(self, written: Written) -> ArrayVerdict:
        """The verdict on one array."""
        name = _name(written)
        if written.tensor is None:
            return ArrayVerdict(name, self._misshapen(written))
        given = self.translated.network.tensor(written.argument.name)
        right = self._right(given)
        likely = right is None or self._agrees(written.tensor, right)
        verdict = self.decisions.verdict(given, written.tensor, likely=likely)
        if verdict.outcome is Outcome.REFUTED or (verdict.outcome is Outcome.UNDECIDED and not likely):
            return self._refuted(written, given, right, verdict, visible=right is None or not likely)
        return ArrayVerdict(name, verdict)

    def _misshapen(self, written: Written) -> Verdict:
        """REFUTED; but UNDECIDED where the axes are those of two parameters, for which no gradient is mistaken."""
        axes = self.translated.translation.walk.bench.axes.of_shape(written.output.shape)
        parameters = [t for t in self.translated.network.given if t.role is Role.PARAMETER]
        turned = tuple(map(str, written.output.shape)) == written.argument.dims[::-1]
        if turned or not any(a.axes + b.axes == axes for a in parameters for b in parameters if a.axes and b.axes):
            return Verdict(Outcome.REFUTED, "shapes", reason=_shapes(written))
        reason = f"{_shapes(written)}: it is a matrix over two parameters, no gradient. {WHAT_IS_VERIFIED}"
        return Verdict(Outcome.UNDECIDED, "shapes", reason=reason)

    def _agrees(self, written: Tensor, right: Sequence[NDArray[Any]]) -> bool:
        """True where the numbers agree at every point at which labels sum to one."""
        code = [values[written.name] for values in self.held.values]
        pairs = list(zip(code, right, strict=True))
        return all(relative(one, other) <= CLOSE for one, other in pairs[1:] or pairs)

    def _right(self, given: Tensor) -> list[NDArray[Any]] | None:
        """The values of the right gradient at the points; None where it was not derived."""
        derivation = self.decisions.derived.get(given.name)
        if derivation is None:
            return None
        formula = derivation.general
        return [
            value_at(formula.value, given, formula.indices, known, point.sizes)
            for known, point in zip(self.held.values, self.held.points, strict=True)
        ]

    def _refuted(
        self, written: Written, given: Tensor, right: list[NDArray[Any]] | None, verdict: Verdict, *, visible: bool
    ) -> ArrayVerdict:
        """A refutation with arrays, which the user's own functions confirm, and the slip."""
        formula, indices = self._due(given)
        assert written.tensor is not None
        found = witness_of(self.translated, written, formula, indices, visible=visible)
        verdict = _with_arrays(verdict, found)
        if verdict.outcome is Outcome.UNDECIDED:
            return ArrayVerdict(_name(written), verdict)
        slip = ""
        if right is not None:
            code = self.decisions.unfolded(written.tensor, indices)
            slip = slip_of(self.translated, self.held, written, right, code, indices)
        shown = self.decisions.written_out(written.tensor)
        verdict = replace(verdict, reason=due_and_code(verdict))
        return ArrayVerdict(
            _name(written), verdict, self.decisions.due(given), shown, slip, found.lines if found is not None else ""
        )

    def _due(self, given: Tensor) -> tuple[sp.Expr, tuple[sp.Symbol, ...]]:
        derivation = self.decisions.derived.get(given.name)
        if derivation is not None:
            return derivation.general.value, derivation.general.indices
        loss = self.translated.loss
        if not self.translated.network.depends(loss, given):
            return sp.S.Zero, given.indices
        derivative = Partial(loss.at(), given.at(*given.indices))
        return Derivatives(self.translated.network).worked_out(derivative), given.indices


def _with_arrays(verdict: Verdict, found: Found | None) -> Verdict:
    """The verdict, now that arrays were looked for: what numbers should show, they have to show.

    Where the engine decides nothing, arrays at which the code and ``jax.grad`` differ refute.
    """
    if verdict.outcome is Outcome.UNDECIDED:
        if found is None or found.agree:
            return verdict
        return Verdict(Outcome.REFUTED, BY_NUMBERS, reason="the code and jax.grad differ, and so do the formulas")
    if _is_tiny(verdict) or (found is not None and not found.agree):
        return verdict
    where = "no arrays were found at which the functions do" if found is None else f"not the functions: {found.lines}"
    return Verdict(Outcome.UNDECIDED, verdict.method, reason=f"the formulas differ ({verdict.reason}), but {where}")


def _is_tiny(verdict: Verdict) -> bool:
    """True where the two sides differ by less than numbers of 64 bits show."""
    if verdict.witness is None:
        return False
    left, right = Decimal(verdict.witness.left), Decimal(verdict.witness.right)
    return abs(left - right) <= Decimal(TINY) * max(abs(left), abs(right))


def _shapes(written: Written) -> str:
    found, due = tuple(map(str, written.output.shape)), written.argument.dims
    words = f"the array has the shape ({', '.join(found)}), {_name(written)} has ({', '.join(due)})"
    return f"{words}: it is transposed" if found == due[::-1] else words
