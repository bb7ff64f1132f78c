"""What a derivation is: formulas and checked steps. In a notebook each of them shows itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sympy as sp

from ..errors import UnsupportedFormula
from ..network.definitions import Condition, Network
from ..network.short_repr import cut
from ..network.tensors import Tensor
from ..proof.kinks import Kink, kinks_of
from ..proof.verdict import Verdict
from ..writing.latex import formula_latex, step_latex
from ..writing.notebook_display import block, inline, shown_as_text, strong
from ..writing.text import formula_text, step_text
from .rules import DIFFERENTIATE, Rule

if TYPE_CHECKING:
    from ..writing.matrix_form import MatrixForm


@dataclass(frozen=True, slots=True)
class Formula:
    """``left = value``, with the indices that are free in both and the conditions it needs.

    ``left`` is a ``Partial`` such as ∂E/∂W[k, d]; ``indices`` are the free indices in the order of
    the axes of the tensor that ``value`` fills (k, d for a gradient with respect to W).
    ``network`` says in which order its names are written.

    >>> from .backward import derive_gradient
    >>> from ..network.building import classifier
    >>> derive_gradient(classifier(batch=False), wrt="W").formula
    Formula(∂L/∂W_kd = (p_k − y_k) x_d)
    """

    left: sp.Expr
    value: sp.Expr
    indices: tuple[sp.Symbol, ...]
    conditions: tuple[Condition, ...] = ()
    network: Network | None = field(default=None, compare=False)

    def __str__(self) -> str:
        try:
            return formula_text(self, self.network)
        except UnsupportedFormula:
            return f"{self.left} = {self.value}"

    def __repr__(self) -> str:
        return cut(f"Formula({self})")

    @property
    def latex(self) -> str:
        r"""The formula as LaTeX.

        Raises:
            UnsupportedFormula: it contains something that has no notation.

        >>> from .backward import derive_gradient
        >>> from ..network.building import classifier
        >>> print(derive_gradient(classifier(batch=False), wrt="z").formula.latex)
        \frac{\partial L}{\partial z_k} = p_k - y_k
        """
        return formula_latex(self, self.network)

    @property
    def text(self) -> str:
        """The formula as one line of text; in SymPy's words where it has no notation.

        >>> from ..network.building import classifier
        >>> classifier(batch=False).gradient("z").formula.text
        '∂L/∂z_k = p_k − y_k'
        """
        return str(self)

    @property
    def matrix(self) -> MatrixForm | None:
        """The formula in matrices, which prints as text and has ``equation_latex()``; None where it has no such form.

        >>> from ..network.building import classifier
        >>> print(classifier().gradient("W").formula.matrix)
        ∂E/∂W = (1/N) (P − Y)ᵀ X
        """
        from ..writing.matrix_notation import matrix_notation

        return matrix_notation(self, self.network) if self.network is not None else None

    _repr_pretty_ = shown_as_text

    def _repr_latex_(self) -> str | None:
        try:
            return inline(self.latex)
        except UnsupportedFormula:
            return None

    def _repr_markdown_(self) -> str | None:
        try:
            return block(self.latex)
        except UnsupportedFormula:
            return None


@dataclass(frozen=True, slots=True)
class Step:
    """One equality of a derivation: ``left = before = after`` by ``rule``.

    ``before`` and ``after`` are in index notation; the steps are the computation itself.

    >>> from .backward import derive_gradient
    >>> from ..network.building import classifier
    >>> step = derive_gradient(classifier(batch=False), wrt="z").steps[-1]
    >>> print(step.rule, step.check.outcome.value, str(step), sep=" | ")
    condition | PROVED WHEN | ∂L/∂z_k = p_k Σ_j y_j − y_k = p_k − y_k
    """

    rule: Rule
    left: sp.Expr
    before: sp.Expr
    after: sp.Expr
    check: Verdict
    conditions: tuple[Condition, ...] = ()

    def __repr__(self) -> str:
        return cut(f"Step({self.rule.title}: {self}; {self.check.outcome})")

    def __str__(self) -> str:
        left, before, after = step_text(self)
        return " = ".join(dict.fromkeys((left, before, after)))

    _repr_pretty_ = shown_as_text

    def _repr_latex_(self) -> str:
        left, before, after = step_latex(self)
        return inline(" = ".join(dict.fromkeys((left, before, after))))


@dataclass(frozen=True, slots=True)
class Derivation:
    """The ordered steps from the network to the derivative of ``of`` with respect to ``wrt``.

    ``general`` holds for any labels; ``formula`` uses the network's conditions on top (it is the
    last step's right side); the two are the same object where no condition applies.
    ``str()`` is the whole derivation as text.

    >>> from .backward import derive_gradient
    >>> from ..network.building import classifier
    >>> derive_gradient(classifier(), wrt="W")
    Derivation(20 steps to ∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd)
    """

    network: Network
    of: Tensor
    wrt: Tensor
    steps: tuple[Step, ...]
    general: Formula
    formula: Formula

    @property
    def kinks(self) -> tuple[Kink, ...]:
        """Where the definitions that were differentiated have no derivative, and what is taken there."""
        by_step = (kinks_of(self.network, step.left) for step in self.steps if step.rule == DIFFERENTIATE)
        return tuple(dict.fromkeys(kink for kinks in by_step for kink in kinks))

    def __str__(self) -> str:
        from .derivation_text import derivation_text

        return derivation_text(self)

    def __repr__(self) -> str:
        return f"Derivation({len(self.steps)} steps to {self.formula})"

    _repr_pretty_ = shown_as_text

    def _repr_markdown_(self) -> str:
        from .derivation_text import derivation_markdown

        return derivation_markdown(self, block, strong)
