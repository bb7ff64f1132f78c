"""Networks: ordered definitions from the input to a scalar loss, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from ..errors import UnsupportedFormula, UsageError
from .abilities import ability
from .axes import Axis
from .cases import safe_in_sums
from .occurring import bases_in, symbols_in
from .short_repr import cut
from .spelling import Spelling
from .tensors import Role, Tensor
from .validation import validate


@dataclass(frozen=True, slots=True)
class Condition:
    """A named equality that a rule may use, such as "labels sum to one": Σ_k y_nk = 1.

    With ``one_hot`` the left side is a sum of elements of which one is 1 and the others are 0: a class number.

    >>> from .building import classifier
    >>> [(condition.left, condition.right) for condition in classifier(batch=False).conditions]
    [(Sum(y[k], (k, 1, K)), 1)]
    """

    name: str
    left: sp.Expr
    right: sp.Expr
    one_hot: bool = False

    def __repr__(self) -> str:
        return cut(f"Condition({self.name}: {self.left} = {self.right})")


@dataclass(frozen=True, slots=True)
class Definition:
    """``tensor[indices] := value`` in index notation, one stage of a network.

    Every index that is free in ``value`` is one of ``indices``. A tensor that is ``held`` is not differentiated:
    its value is a meaning, such as a mask 1 where u > 0, else 0. Proofs hold for all of its values.

    >>> from .building import classifier
    >>> logits = classifier(batch=False).definitions[0]
    >>> logits.left, logits.value
    (z[k], Sum(W[k, d]*x[d], (d, 1, D)))
    """

    tensor: Tensor
    indices: tuple[sp.Symbol, ...]
    value: sp.Expr
    stage: str
    held: bool = False

    def __repr__(self) -> str:
        return cut(f"Definition({self.left} := {self.value}; {self.stage})")

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", safe_in_sums(self.value))

    @property
    def left(self) -> sp.Expr:
        """The defined element, the left side."""
        return self.tensor.at(*self.indices)


@dataclass(frozen=True, slots=True)
class Network:
    """Inputs, parameters and the ordered definitions from input to scalar loss.

    A layer is a function that returns definitions (see ``derive.network.layers``); nothing downstream
    knows a layer's name. ``chosen`` are indices of one value each, such as the class of the only sample;
    ``sizes`` are the numbers that its author has chosen for sizes, which count where numbers are computed;
    ``spelling`` says how it is written for readers who know other letters (``derive.writing.conventions``).

    Raises:
        UsageError: the definitions do not fit together; the message names the one that is wrong.

    >>> from .building import classifier
    >>> network = classifier(bias=True)
    >>> [t.name for t in network.tensors], [t.name for t in network.parameters], network.output.name
    (['x', 'W', 'b', 'y', 'z', 'p', 'L', 'E'], ['W', 'b'], 'E')
    """

    given: tuple[Tensor, ...]
    definitions: tuple[Definition, ...]
    conditions: tuple[Condition, ...] = ()
    chosen: tuple[sp.Symbol, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    spelling: Spelling | None = None
    _defined: Mapping[str, Definition] = field(init=False, repr=False, compare=False)
    _below: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        given, defined = (
            ", ".join(t.name for t in tensors) for tensors in (self.given, self.tensors[len(self.given) :])
        )
        return cut(f"Network({given} → {defined})")

    def __post_init__(self) -> None:
        validate(self)
        below: dict[str, frozenset[str]] = {}
        for definition in self.definitions:
            parts = () if definition.held else tuple(t.name for t in self.tensors_in(definition.value))
            below[definition.tensor.name] = frozenset(parts).union(*(below.get(part, frozenset()) for part in parts))
        object.__setattr__(self, "_defined", {d.tensor.name: d for d in self.definitions})
        object.__setattr__(self, "_below", below)

    def gradient(self, wrt: str, of: str | None = None) -> Any:
        """The ``Derivation`` of ∂of/∂wrt, every step checked; ``of`` is the output unless it is named.

        Raises:
            UsageError: there is no such tensor, or ``of`` does not depend on ``wrt``.

        >>> from .building import classifier
        >>> print(classifier().gradient("W").formula)
        ∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd
        """
        return ability("gradient")(self, wrt, of)

    def hessian(self, wrt: str, second: str | None = None, of: str | None = None) -> Any:
        """The ``SecondDerivation`` of ∂²of/∂wrt∂second, every step checked; ``second`` is ``wrt`` unless it is named.

        Raises:
            UsageError: there is no such tensor, or ``of`` does not depend on one of them.

        >>> from .building import classifier
        >>> print(classifier().hessian("W").formula)
        ∂²E/∂W_kd∂W_je = (1/N) Σ_n p_nk (δ_kj − p_nj) x_nd x_ne
        """
        return ability("hessian")(self, wrt, second, of)

    def second_order(self, wrt: str, second: str | None = None) -> Any:
        """The ``SecondOrder`` of the loss: its Hessian, and what is made of it, by name, each proved where it holds.

        Raises:
            UsageError: there is no such tensor, or the loss does not depend on one of them.

        >>> from .building import classifier
        >>> classifier().second_order("W")["lipschitz"].constant_text
        '(1/(2 N)) λ_max(XᵀX)'
        """
        return ability("second order")(self, wrt, second)

    @property
    def latex(self) -> str:
        """The definitions as LaTeX, one under the other.

        Raises:
            UnsupportedFormula: one of them contains something that has no notation.
        """
        return str(ability("latex")(self))

    def __str__(self) -> str:
        return str(ability("text")(self))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_latex_(self) -> str | None:
        try:
            return rf"$\displaystyle {self.latex}$"
        except UnsupportedFormula:
            return None

    def _repr_markdown_(self) -> str | None:
        try:
            return f"$$\n{self.latex}\n$$"
        except UnsupportedFormula:
            return None

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """Everything that has a name: what is given, then what is defined, in order."""
        return self.given + tuple(d.tensor for d in self.definitions)

    @property
    def parameters(self) -> tuple[Tensor, ...]:
        """The tensors that learning changes."""
        return tuple(t for t in self.given if t.role is Role.PARAMETER)

    @property
    def acting_parameters(self) -> tuple[Tensor, ...]:
        """The parameters that the output depends on: the gradient by any other is 0."""
        return tuple(t for t in self.parameters if self.depends(self.output, t))

    @property
    def output(self) -> Tensor:
        """What is minimised: the last definition's tensor."""
        return self.definitions[-1].tensor

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Every axis once, in order of first use."""
        return tuple(dict.fromkeys(axis for t in self.tensors for axis in t.axes))

    def tensor(self, name: str) -> Tensor:
        """Return the tensor of that name.

        Raises:
            UsageError: there is none; the message lists the names that exist.
        """
        for tensor in self.tensors:
            if tensor.name == name:
                return tensor
        raise UsageError(
            f"the network has no tensor named {name!r:.60}",
            hint="it has " + ", ".join(t.name for t in self.tensors),
        )

    def definition(self, name: str) -> Definition | None:
        """The definition of that tensor, or None for one that is given."""
        return self._defined.get(name)

    def tensors_in(self, expression: sp.Expr) -> Iterator[Tensor]:
        """The tensors whose elements occur in the expression, in the network's order."""
        bases = {base.label.name for base in bases_in(expression)}
        symbols = symbols_in(expression)
        return (t for t in self.tensors if (t.name in bases if t.axes else t.at() in symbols))

    def depends(self, upper: Tensor, lower: Tensor) -> bool:
        """True when the definition of ``upper``, followed down, reaches ``lower``; never through what is held."""
        return lower.name in self._below.get(upper.name, frozenset())
