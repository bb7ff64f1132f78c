"""The name of what is kept: a hash of the question, the network, the libraries and the program text that answers it."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import flint
import sympy as sp

from ..network.definitions import Network
from ..network.tensors import Tensor
from ..source_digest import digest_of_sources
from .tables import NotKept, Writer

ANSWERING = tuple(f"derive/{room}" for room in ("network", "algebra", "writing", "proof", "gradient", "keeping"))
VERSIONS = (sp.__version__, flint.__version__)


def key_of(network: Network, question: tuple[str, ...]) -> str:
    """The name under which the answer is kept; empty for a network that cannot be written as a table.

    >>> from ..network.building import classifier
    >>> a, b = (key_of(classifier(bias=bias), ("gradients", "W")) for bias in (False, True))
    >>> len(a), a == b, a == key_of(classifier(), ("gradients", "W"))
    (64, False, True)
    """
    try:
        content = json.dumps([question, VERSIONS, content_of(network)], separators=(",", ":"), sort_keys=True)
    except NotKept:
        return ""
    return sha256(digest_of_sources(ANSWERING) + content.encode("utf-8", "surrogatepass")).hexdigest()


def content_of(network: Network) -> list[Any]:
    """Everything that a network says, as plain data.

    Raises:
        NotKept: a definition contains something that has no table.
    """
    writer = Writer(network)

    def written(tensor: Tensor) -> list[Any]:
        axes = [[axis.name, [*axis.letters], writer.place(axis.size)] for axis in tensor.axes]
        return [tensor.name, tensor.role.value, tensor.meaning, tensor.letter, tensor.layer, axes]

    return [
        [written(tensor) for tensor in network.given],
        [
            [written(d.tensor), [writer.place(index) for index in d.indices], writer.place(d.value), d.stage, d.held]
            for d in network.definitions
        ],
        [[c.name, writer.place(c.left), writer.place(c.right), c.one_hot] for c in network.conditions],
        [writer.place(index) for index in network.chosen],
        [list(pair) for pair in network.sizes],
        repr(network.spelling),
        writer.rows,
    ]
