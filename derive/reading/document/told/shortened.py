r"""A loss whose label is dropped: ∇J of the section that has J_{\text{ridge}} = ‖y − Xw‖² + λ‖w‖² is that of this J."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...expression.nodes import names_in
from ..statements.bindings import Binding
from ..statements.index import Index


def shortened(index: Index) -> Mapping[int, tuple[Binding, ...]]:
    r"""By section: what is differentiated without its label there, bound as with it.

    A section that defines it without a label too, or with two, or with a label by what it was without, tells nothing.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = ["J = w^2", r"J_{\text{hard}} = 3 w^2", r"\frac{\partial J}{\partial w} = 6 w"]
    >>> document = document_of([Claim(line, n, 1, section=n) for n, line in enumerate(lines)])
    >>> [binding.name for binding in shortened(document.index)[1]]
    ['J']
    """
    found: dict[int, dict[str, list[Binding]]] = {}
    for binding in (b for b in index.bindings if not b.value):
        plain, _, label = binding.name.rpartition("_")
        word = len(label) > 1 and label.isalpha()
        if word and plain in index.slopes and plain not in {name.name for name in names_in(binding.body)}:
            found.setdefault(binding.section, {}).setdefault(plain, []).append(replace(binding, name=plain))
    return {
        section: tuple(
            mine[0] for name, mine in named.items() if len(mine) == 1 and name not in index.names_of(section)
        )
        for section, named in found.items()
    }
