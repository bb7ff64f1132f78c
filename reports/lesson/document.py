"""The whole lesson, section by section: the order in which a student reads."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ..report import Report
from .backward import backward
from .blocks import Block, Fold, Paragraph, Section, StepGroup, Table
from .curvature import curvature
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

SECTIONS = (verdict, network, forward, backward, gradients, update, curvature, data, learning, trust, code)
IN_SHORT = (verdict, network, forward, backward, update, data, learning)
LOOKED_UP = (letters, provenance)


@lru_cache(maxsize=1)
def lesson(report: Report) -> tuple[Section, ...]:
    """Every section of the report, in order, or those of a lecture; made once for all formats of a report."""
    short = report.options.short
    chosen = [
        section for section in (IN_SHORT if short else SECTIONS) if section is not curvature or report.second_order
    ]
    told = [section(report) for section in chosen]
    told += [notes(report.notes)] if report.notes else []
    tables, origin = (section(report) for section in LOOKED_UP)
    if short:
        return shown(tuple(in_short(section) for section in (*told, tables, origin)))
    return shown((*told, tables, glossary((*told, tables)), origin))


def in_short(section: Section) -> Section:
    """The section without notes and folds, of steps the main ones, of tables of a comparison the first."""
    blocks = [_main_steps(block) for block in section.blocks if not _is_left_out(block)]
    if section.anchor == "data":
        tables = [block for block in blocks if isinstance(block, Table)]
        blocks = [block for block in blocks if block not in tables[1:]]
    return replace(section, blocks=tuple(blocks))


def _is_left_out(block: Block) -> bool:
    return isinstance(block, Fold) or (isinstance(block, Paragraph) and block.role == "note")


def _main_steps(block: Block) -> Block:
    return replace(block, steps=block.main_steps) if isinstance(block, StepGroup) else block
