"""The whole lesson, section by section: the order in which a student reads."""

from __future__ import annotations

from functools import lru_cache

from ..report import Report
from .backward import backward
from .blocks import Section
from .data import code, data, provenance
from .forward import forward
from .glossary import glossary
from .learning import learning
from .notes import notes
from .opening import network, verdict
from .outside import shown
from .signs import letters
from .trust import trust
from .weights import gradients, update

SECTIONS = (verdict, network, forward, backward, gradients, update, data, learning, trust, code)
LOOKED_UP = (letters, provenance)


@lru_cache(maxsize=1)
def lesson(report: Report) -> tuple[Section, ...]:
    """Every section of the report, in order; made once for all formats of a report."""
    told = [section(report) for section in SECTIONS]
    told += [notes(report.notes)] if report.notes else []
    tables, origin = (section(report) for section in LOOKED_UP)
    return shown((*told, tables, glossary((*told, tables)), origin))
