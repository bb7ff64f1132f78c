"""Words of which some are known."""

from __future__ import annotations

from derive.errors import UsageError, nearest


def one_of(what: str, found: str, known: tuple[str, ...]) -> str:
    """Return ``found`` when it is known.

    Raises:
        UsageError: it is not; the message names the nearest and lists what is.

    >>> one_of("reduction", "sum", ("mean", "sum"))
    'sum'
    """
    if found not in known:
        near = nearest(found[:60], filter(None, known))
        meant = f"; did you mean {near[0]!r}?" if near else ""
        listed = ", ".join(filter(None, known))
        raise UsageError(f"unknown {what} {found!r:.60}{meant}", hint=f"expected one of: {listed}")
    return found
