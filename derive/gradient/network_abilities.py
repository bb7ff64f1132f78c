"""What a network can do by itself: derive a gradient, show its definitions. Heavy imports wait for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..network.abilities import offered

if TYPE_CHECKING:
    from ..network.definitions import Network
    from .derivation import Derivation
    from .relatives.family import SecondOrder
    from .second_order import SecondDerivation


@offered("gradient")
def gradient(network: Network, wrt: str, of: str | None = None) -> Derivation:
    """∂of/∂wrt as checked steps.

    >>> import derive
    >>> derive.classifier(batch=False).gradient("z").formula
    Formula(∂L/∂z_k = p_k − y_k)
    """
    from .backward import derive_gradient

    return derive_gradient(network, wrt, of)


@offered("hessian")
def hessian(network: Network, wrt: str, second: str | None = None, of: str | None = None) -> SecondDerivation:
    """∂²of/∂wrt∂second as checked steps.

    >>> import derive
    >>> derive.classifier(batch=False).hessian("z").formula
    Formula(∂²L/∂z_k∂z_j = p_k (δ_kj − p_j))
    """
    from .second_order import derive_hessian

    return derive_hessian(network, wrt, second, of)


@offered("second order")
def second_order(network: Network, wrt: str, second: str | None = None) -> SecondOrder:
    """The relatives of a second derivative, each derived when it is asked for.

    >>> import derive
    >>> derive.classifier().second_order("W")["hessian-product"].formula
    Formula(HV_kd = (1/N) Σ_n p_nk (r_nk − Σ_j p_nj r_nj) x_nd)
    """
    from .relatives.family import SecondOrder

    return SecondOrder(network, wrt, second)


@offered("text")
def text(network: Network) -> str:
    """The definitions as text, one a line; what has no notation in SymPy's words.

    >>> import derive
    >>> print(derive.stack("dense", loss="squared error"))
    ŷ_n = Σ_d w_d x_nd
    L_n = (ŷ_n − y_n)²
    E = (1/N) Σ_n L_n
    """
    from ..errors import UnsupportedFormula
    from ..writing.text import definition_text

    lines = []
    for definition in network.definitions:
        try:
            lines.append(definition_text(definition, network))
        except UnsupportedFormula:
            lines.append(f"{definition.left} = {definition.value}")
    return "\n".join(lines)


@offered("latex")
def latex(network: Network) -> str:
    r"""The definitions as LaTeX, one under the other.

    Raises:
        UnsupportedFormula: one of them contains something that has no notation.

    >>> import derive
    >>> print(derive.stack("dense", loss="squared error", inputs="D").latex)
    \begin{aligned}
    \hat{y} &= \sum_{d=1}^{D} w_d x_d \\
    L &= \left(\hat{y} - y\right)^2
    \end{aligned}
    """
    from ..writing.colours import for_the_web
    from ..writing.latex import definition_latex

    lines = [definition_latex(definition, network).replace(" = ", " &= ", 1) for definition in network.definitions]
    lines = [for_the_web(line) for line in lines]
    return "\n".join([r"\begin{aligned}", " \\\\\n".join(lines), r"\end{aligned}"])
