"""The relatives of a second derivative as people read them: what each is, its formula, its proof; or why it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...writing.latex import equation_latex, formula_latex
from ...writing.text import definition_text, formula_text
from ..derivation_text import Written, wrapped
from .bounds import Lipschitz
from .family import SecondOrder
from .relative import Relative

# Names such as VHV and HV_kd, which stand for products: as text and in \\mathrm.
FORM = re.compile(r"^(\\mathrm\{)?([A-Z]\d*)(GN|H)\2(?(1)\})$")
PRODUCT = re.compile(r"^(\\mathrm\{)?(GN|H)([A-Z]\d*)(?(1)\})(?=_|$)")
INEQUALITIES = {"diagonal-bound": ("≤", r"\le"), "lipschitz": ("≤", r"\le")}


def relatives_text(family: SecondOrder) -> str:
    """Plain text in 80 columns.

    >>> from ...network.building import classifier
    >>> lines = relatives_text(classifier(loss="sigmoid cross-entropy", batch=False).second_order("w")).splitlines()
    >>> lines[:3]
    ['Diagonal', '  ∂²L/∂w_d² = p (1 − p) x_d²', '  proved in 1 step']
    """
    return "\n".join(line for relative in family for line in _lines(relative, family))


def _lines(relative: Relative, family: SecondOrder) -> Iterator[str]:
    yield relative.title
    if relative.formula is None:
        yield wrapped(f"  not here: {relative.reason}.")
        return
    yield wrapped(f"  {relative_text(relative)}")
    for definition in relative.network.definitions:
        if family.network.definition(definition.tensor.name) is None and _mentions(relative, definition.tensor.name):
            yield wrapped(f"  where {definition_text(definition, relative.network)}")
    if isinstance(relative, Lipschitz):
        yield wrapped(f"  {relative.constant_text}; a step of 1 over it is small enough")
    yield from (wrapped(f"  {claim.words}: {claim.verdict.outcome}") for claim in relative.claims)
    yield from (wrapped(f"  with {sign.because}") for sign in relative.signs)
    if relative.steps:
        yield f"  proved in {len(relative.steps)} step{'s' if len(relative.steps) > 1 else ''}"


def _mentions(relative: Relative, name: str) -> bool:
    assert relative.formula is not None
    return any(tensor.name == name for tensor in relative.network.tensors_in(relative.formula.value))


def relative_text(relative: Relative) -> str:
    """The formula as text, an inequality with its sign and a product with its factors; empty where it does not hold.

    >>> from ...network.building import classifier
    >>> relative_text(classifier(loss="sigmoid cross-entropy").second_order("w")["hessian-product"])
    '(H V)_d = (1/N) Σ_n p_n (1 − p_n) r_n x_nd'
    """
    if relative.formula is None:
        return ""
    sign = INEQUALITIES.get(relative.name, ("=", "="))[0]
    left, right = formula_text(relative.formula, relative.network).split(" = ", 1)
    left = FORM.sub(r"\2ᵀ \3 \2", PRODUCT.sub(r"(\2 \3)", left))
    return f"{left} {sign} {right}"


def relative_latex(relative: Relative) -> str:
    r"""The formula as LaTeX, an inequality with its sign; empty where it does not hold.

    >>> from ...network.building import classifier
    >>> print(relative_latex(classifier(batch=False).second_order("W")["diagonal"]))
    \frac{\partial^2 L}{\partial W_{kd}^2} = p_k\left(1 - p_k\right) x_d^2
    """
    if relative.formula is None:
        return ""
    sign = INEQUALITIES.get(relative.name, ("=", "="))[1]
    left, right = formula_latex(relative.formula, relative.network).split(" = ", 1)
    left = FORM.sub(r"\2^\\top \\mathrm{\3} \2", PRODUCT.sub(r"(\\mathrm{\2} \3)", left))
    return f"{left} {sign} {right}"


def relatives_markdown(family: SecondOrder, block: Written, heading: Written) -> str:
    """Markdown: ``block`` writes a formula on lines of its own, ``heading`` a title, as the dialect has them."""
    parts = []
    for relative in family:
        parts += [heading(relative.title)]
        parts += [f"{relative.says}", block(relative_latex(relative))] if relative.offered else [
            f"Not here: {relative.reason}."
        ]  # fmt: skip
        parts += [f"- {claim.words}: {claim.verdict.outcome}" for claim in relative.claims]
        if isinstance(relative, Lipschitz):
            parts.append(block(relative.constant_latex))
    return "\n\n".join(parts)


def claim_latex(relative: Relative) -> list[str]:
    """Each claim as an equation."""
    return [equation_latex(claim.left, claim.right, relative.network) for claim in relative.claims]
