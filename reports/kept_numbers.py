"""Where the command line keeps the numbers of a report: in the user's cache folder; some come with the wheel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from numeric.keeping.numbers import Numbers
from numeric.keeping.plain_data import NotPlain, numbers_in, plain_of, value_of

from .kept_proofs import SHIPPED, ProofFolder, proves_anew
from .system.kept_files import cache_folder

MOST_FILES = 256
# About as many numbers; what has more takes longer to read than a reader would notice.
MOST_NUMBERS = 500_000


class Store(Protocol):
    """Where plain data are kept by name; what it gives back may be anything, or None."""

    def get(self, key: str) -> Any:
        """What is kept under that name; None where there is nothing."""

    def put(self, key: str, table: Any) -> None:
        """Keep plain data, if that is possible."""


class KeptNumbers:
    """Numbers by the name of what they are of: kept ones where ``store`` has them. ``taken`` says whether one was.

    >>> KeptNumbers().get("name", lambda numbers: True) is None
    True
    """

    def __init__(self, store: Store | None = None) -> None:
        self.store = store
        self.taken = False

    def get(self, key: str, holds: Callable[[Numbers], bool]) -> Numbers | None:
        """What is kept under that name, where it stands up to a look; else None."""
        plain = self.store.get(key) if self.store is not None and key else None
        if plain is None:
            return None
        try:
            found: Numbers = value_of(Numbers, plain)
            self.taken = holds(found)
        except (NotPlain, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return None
        return found if self.taken else None

    def put(self, key: str, numbers: Numbers) -> None:
        """Keep numbers, unless something in them has no plain form or there are too many."""
        if self.store is None or not key or numbers_in(numbers) > MOST_NUMBERS:
            return
        try:
            plain = plain_of(numbers)
        except NotPlain:
            return
        self.store.put(key, plain)


def numbers_for(cache: bool, hosts: str = "") -> KeptNumbers:
    """Numbers as a command makes them: kept ones where the user lets it, and where no other hosts wait for a share.

    >>> numbers_for(False).store is None, numbers_for(True, hosts="env").store is None
    (True, True)
    """
    return KeptNumbers(
        None if hosts or proves_anew(cache) else ProofFolder(cache_folder("numbers"), SHIPPED, MOST_FILES)
    )
