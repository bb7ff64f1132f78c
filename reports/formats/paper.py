"""The sizes of paper that a report can be printed on; the first one is used where nothing is said."""

from __future__ import annotations

PAPERS = ("a4", "letter")
