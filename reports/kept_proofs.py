"""Where the command line keeps what was derived and proved: in the user's cache folder; some comes with the wheel."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from derive.keeping.proofs import Proofs

from .system.kept_files import cache_folder, is_private, keep, kept

MOST_FILES = 4096
PROVE_ANEW = "BACKPROOF_PROVE_ANEW"  # where this is set, nothing that was kept is taken
SHIPPED = Path(__file__).parent / "shipped_proofs"  # written when a wheel is built; a checkout has none


class ProofFolder:
    """One JSON file for each table. Read from a folder of our own alone; what is odd counts as absent.

    Two runs may write the same file at the same time: a file appears whole, and both are the same.
    """

    def __init__(self, folder: Path, shipped: Path = SHIPPED, most: int = MOST_FILES) -> None:
        self.folder, self.shipped, self.most = folder, shipped, most

    def get(self, key: str) -> Any:
        """The table under that name: one that was kept here, else one that came with the program."""
        own = kept(self.folder / f"{key}.json") if is_private(self.folder) else None
        return kept(self.shipped / f"{key}.json") if own is None else own

    def put(self, key: str, table: Any) -> None:
        """Keep a table where that is possible."""
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_private(self.folder):
            keep(self.folder / f"{key}.json", json.dumps(table, separators=(",", ":")), self.most)


def proofs_for(cache: bool) -> Proofs:
    """Derivations as a command makes them: kept ones where the user lets it.

    >>> proofs_for(False).store is None
    True
    """
    return Proofs(None if proves_anew(cache) else ProofFolder(cache_folder("proofs")))


def proves_anew(cache: bool) -> bool:
    """Whether nothing that was kept is taken: the user says so, or the environment does.

    >>> proves_anew(False)
    True
    """
    return not cache or os.environ.get(PROVE_ANEW, "") not in ("", "0")


def say_kept(proofs: Proofs, *, numbers: bool = False) -> None:
    """Tell the user, beside the output, that something was not proved, or its ``numbers`` not computed, in this run."""
    which = [] if not proofs.taken else ["the proofs"] if not proofs.made else ["some of the proofs"]
    which += ["the numbers"] if numbers else []
    if which:
        what, anew = " and ".join(which), "computes anew" if numbers else "proves anew"
        checked = "some of them" if numbers else "their results"
        sys.stderr.write(f"note: {what} were kept from before, and {checked} checked again; --no-cache {anew}\n")
