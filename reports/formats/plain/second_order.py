"""Second derivatives in a terminal of 80 columns."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from numeric.ulp import ulps

from ...system.visible_text import visible

if TYPE_CHECKING:
    from numeric.second_order.results import SecondComparison, Spectrum

WIDTH = 80
SIDES = {
    "ours": "formula",
    "hessian": "jax.hessian",
    "jacfwd": "jax.jacfwd(jax.grad)",
    "difference": "differences of jax.grad",
}


def second_text(found: SecondComparison) -> str:
    """Each side's largest errors against the certified truth, the eigenvalues, and what is to be said."""
    count = len(found.names)
    blocks = ", ".join(f"{one} {other}" for one, other in found.parameters)
    head = f"second derivatives: {count}×{count} ({visible(blocks)}), {found.dtype}"
    notes = [fill(f"note: {visible(remark)}", WIDTH, initial_indent="  ", subsequent_indent="  ")
             for remark in found.remarks]  # fmt: skip
    lines = _errors(found) if found.max_ulp else _apart(found)
    return "\n".join([fill(head, WIDTH, subsequent_indent="  "), *lines, *_eigenvalues(found.spectrum), *notes])


def _errors(found: SecondComparison) -> list[str]:
    lines = [f"  against the certified truth of {found.certified} entries, at most:"]
    for side, ulp in found.max_ulp.items():
        symmetric = "symmetric" if found.symmetric[side] else "not symmetric"
        lines.append(
            f"  {SIDES[side]:23} {found.max_abs_error[side]:8.1e}, rel. {found.max_rel_error[side]:8.1e}, "
            f"{ulps(ulp):>8} ULP, {symmetric}"
        )
    return lines


def _apart(found: SecondComparison) -> list[str]:
    return [f"  formula and autodiff differ by {found.apart:.1e} of the largest entry"]


def _eigenvalues(spectrum: Spectrum) -> list[str]:
    lines = [f"  eigenvalues from {spectrum.least:.6g} to {spectrum.greatest:.6g}"]
    if spectrum.null:
        lines.append(f"  {spectrum.null} of {len(spectrum.eigenvalues)} are 0 up to rounding")
    if spectrum.condition is not None:
        lines.append(f"  condition number of the others: {spectrum.condition:.4g}")
    sign = "no eigenvalue is negative" if spectrum.psd else "there are negative eigenvalues: not convex here"
    return [*lines, f"  {sign}" + (" up to rounding" if spectrum.psd else "")]
