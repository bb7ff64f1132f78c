"""In which order an array's axes lie: as the tensor declares them, or, in a block of samples, with the samples last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sympy as sp

from derive.network.definitions import Network
from derive.network.tensors import Tensor

from .values import Indices


@dataclass(frozen=True, slots=True)
class Layout:
    """``samples`` is the size of which the arrays hold a block; with ``last`` its axis is the last of each array.

    With the samples last a matrix product has few rows and many columns, and what is done along the
    short axes (the largest logit, the sum of the exponentials) runs over long rows of memory.

    >>> k, n = (sp.Symbol(c, integer=True, positive=True) for c in "kn")
    >>> Layout(sp.Symbol("N"), last=True).order((n, k), {n: sp.Symbol("N"), k: sp.Symbol("K")})
    (k, n)
    """

    samples: sp.Symbol | None = None
    last: bool = False

    def axes(self, tensor: Tensor) -> tuple[int, ...]:
        """The places of the tensor's axes in the order in which they lie."""
        return tuple(
            sorted(range(len(tensor.axes)), key=lambda place: self.last and tensor.shape[place] == self.samples)
        )

    def shape(self, tensor: Tensor) -> tuple[sp.Expr, ...]:
        """The sizes of the tensor's axes in the order in which they lie."""
        return tuple(tensor.shape[place] for place in self.axes(tensor))

    def turns(self, tensor: Tensor) -> bool:
        """True where the tensor does not lie as it is declared."""
        return self.shape(tensor) != tensor.shape

    def order(self, indices: Iterable[sp.Symbol], scope: Mapping[sp.Symbol, sp.Expr]) -> Indices:
        """The indices in the same order, but the one that runs over the samples at the end."""
        return tuple(sorted(indices, key=lambda index: self.last and scope.get(index) == self.samples))


AS_DECLARED = Layout()


def block_layout(network: Network, size: sp.Symbol) -> Layout:
    """The samples last where every array of them has at most two axes, as declared elsewhere.

    With more axes the samples stand beside products of matrices, and there they want to come first.

    >>> from derive.network.building import classifier
    >>> network = classifier()
    >>> block_layout(network, network.axes[0].size)
    Layout(samples=N, last=True)
    """
    return Layout(size, all(len(tensor.axes) <= 2 for tensor in network.tensors if size in tensor.shape))
