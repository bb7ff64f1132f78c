"""What a wheel has in it: the derivations that ``derive`` and ``report`` ask for where nobody says otherwise.

And the tables of the parsers of formulas. Run ``python -m reports.shipping FOLDER`` to write all of it, each file in
its place below that folder; it needs SymPy, python-flint, Lark and NumPy alone. The numbers of the default report come
along where ``BACKPROOF_SHIP_NUMBERS`` is set, which needs all libraries: they are taken on processors of the same
kind alone, as in a classroom.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from derive.keeping.proofs import Proofs
from derive.network.definitions import Network
from derive.reading.formula import parse_tables
from derive.source_digest import ROOT
from numeric.model.head import Head, head_derivation, head_of

from .kept_proofs import SHIPPED
from .options.networks import concrete_sizes, network_of, one_sample_of, too_many_elements
from .options.options import HiddenLayer, NetworkOptions, Options
from .second_symbols import nearest_parameters, penalized, second_symbols, with_decay
from .symbols import derive_all
from .system.kept_files import keep

SHIP_NUMBERS = "BACKPROOF_SHIP_NUMBERS"
IRIS = {"D": 4, "K": 3}
NETWORKS = (
    NetworkOptions(),
    NetworkOptions(bias=True),
    NetworkOptions(log_base="2"),
    NetworkOptions(hidden=(HiddenLayer(8, "tanh"),)),
)


class _Folder:
    """Writes every table; finds none, so that everything is proved here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> None:
        """Nothing."""

    def put(self, key: str, table: Any) -> None:
        """Write a table as ``kept_proofs`` reads it."""
        keep(self.folder / f"{key}.json", json.dumps(table, separators=(",", ":")), sys.maxsize)


def ask(proofs: Proofs, options: NetworkOptions) -> None:
    """The questions of ``derive`` with these options, and those of ``report`` on Iris."""
    whole, sample = network_of(options, batch=True), one_sample_of(options)
    proofs.gradients(whole, (whole.parameters[0].name,))
    derive_all(whole, proofs, jacobians=False)
    if sample is not None:
        derive_all(sample, proofs)
        _ask_for_elements(proofs, options, sample)
    second_symbols(whole, sample or whole, proofs)
    head = head_of(whole)
    if isinstance(head, Head):
        head_derivation(head, proofs)
    held = penalized(options)
    if held is not None and nearest_parameters(held) == tuple(tensor.name for tensor in held.parameters):
        with_decay(held, proofs)


def _ask_for_elements(proofs: Proofs, options: NetworkOptions, sample: Network) -> None:
    sizes = concrete_sizes(sample, options, IRIS)
    for tensor in sample.parameters:
        if not too_many_elements(sample, tensor.name, sizes):
            proofs.elements(sample, tensor.name, sizes)


def ship(folder: Path) -> None:
    """Write the tables of all default networks into a folder."""
    for options in NETWORKS:
        ask(Proofs(_Folder(folder)), options)


def ship_numbers(folder: Path) -> None:
    """Write the numbers of the default report, with the derivations that the folder has already."""
    from .kept_numbers import KeptNumbers
    from .kept_proofs import ProofFolder
    from .pipeline import build_report

    build_report(Options(), proofs=Proofs(ProofFolder(folder)), kept=KeptNumbers(_Folder(folder)))


if __name__ == "__main__":
    tables, proofs = (Path(sys.argv[1], place.relative_to(ROOT)) for place in (parse_tables.SHIPPED, SHIPPED))
    parse_tables.ship(tables)
    ship(proofs)
    if os.environ.get(SHIP_NUMBERS, "") not in ("", "0"):
        ship_numbers(proofs)
