"""The numbers of the drawing as tables: for each layer every value and every weight with its gradient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from derive.network.definitions import Network
from derive.network.tensors import Role, Tensor
from derive.writing.latex import latex

from ...report import Report
from ..blocks import Cell, Inline, Math, Table, Words
from ..number_format import decimals, readable
from .drawing import SHOWN_NODES, State, numbers_of, stages

Numbers = Mapping[str, Any]


def drawn_numbers(report: Report) -> Iterator[Table]:
    """One table for each layer of weights; columns are where its lines begin, rows where they end."""
    network = report.sample.network
    columns, weights = stages(network)
    forward, backward = (numbers_of(report, state) for state in (State.FORWARD, State.BACKWARD))
    for (source, target), matrix in zip(pairwise(columns), weights, strict=True):
        counts = [min(SHOWN_NODES, int(np.size(forward[t.name]))) for t in (source, target)]
        headings = [
            (Words(f"from {source.meaning} to {target.meaning}"),),
            *(_node(source, i, network, forward, backward) for i in range(counts[0])),
        ]
        rows = tuple(
            (
                Cell(_node(target, k, network, forward, backward)),
                *(_both(forward[matrix.name][k, d], backward[matrix.name][k, d]) for d in range(counts[0])),
            )
            for k in range(counts[1])
        )
        yield Table(f"The {matrix.meaning} of the drawing, in brackets their gradients", tuple(headings), rows)


def _node(tensor: Tensor, i: int, network: Network, forward: Numbers, backward: Numbers) -> tuple[Inline, ...]:
    """``z_1 = 0.9112 (−0.7511)``; a feature has no gradient here."""
    name = f"{tensor.name} {i + 1}"
    value, slope = (float(np.ravel(numbers[tensor.name])[i]) for numbers in (forward, backward))
    shown = readable(decimals(value)) + ("" if tensor.role is Role.INPUT else f" ({readable(decimals(slope))})")
    return Math(latex(tensor.at(i + 1), network), spoken=name), Words(f" = {shown}")


def _both(value: float, slope: float) -> Cell:
    return Cell((Words(f"{readable(decimals(float(value)))} ({readable(decimals(float(slope)))})"),), number=True)
