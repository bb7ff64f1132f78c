"""The networks that the options ask for, with and without concrete sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from derive.gradient.elements import why_not_explicit
from derive.network.layers import classifier

if TYPE_CHECKING:
    from derive.network.definitions import Network

    from .options import NetworkOptions


def network_of(options: NetworkOptions, *, batch: bool, log_base: str = "") -> Network:
    """The classifier of the options; ``log_base`` is used where the options name none (else e).

    >>> from .options import NetworkOptions
    >>> [tensor.name for tensor in network_of(NetworkOptions(bias=True), batch=True).parameters]
    ['W', 'b']
    """
    return classifier(
        bias=options.bias,
        log_base=options.log_base or log_base or "e",
        reduction=options.reduction,
        hidden=options.activations,
        batch=batch,
    )


def concrete_sizes(network: Network, options: NetworkOptions, sizes: Mapping[str, int]) -> dict[str, int]:
    """``sizes`` (of D and K) and the widths of the hidden layers, by the names of the axes' sizes.

    >>> from .options import HiddenLayer, NetworkOptions
    >>> options = NetworkOptions(hidden=(HiddenLayer(8, "tanh"),))
    >>> concrete_sizes(network_of(options, batch=False), options, {"D": 4, "K": 3})
    {'D': 4, 'K': 3, 'H': 8}
    """
    hidden = [str(axis.size) for axis in network.axes if str(axis.size).startswith("H")]
    return {**sizes, **dict(zip(hidden, options.widths, strict=True))}


def too_many_elements(network: Network, parameter: str, sizes: Mapping[str, int]) -> str:
    """Why the parameter's gradient is not written out weight by weight; empty where it can be."""
    reason = why_not_explicit(network, network.tensor(parameter), sizes)
    return f"{reason}; the array formula is used instead, it holds for any size" if reason else ""
