"""Up to which size each weight has a formula of its own."""

from __future__ import annotations

from derive.errors import UsageError

LARGEST_WEIGHT_COUNT = 200


class TooManyElements(UsageError):
    """The network is too large for a formula for each weight; the array formula is not."""
