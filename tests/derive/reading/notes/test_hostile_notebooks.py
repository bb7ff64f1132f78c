"""Notebooks that are none: every such one is told as such, and none passes for one without formulas."""

from __future__ import annotations

import json

import pytest

from derive.errors import InputError
from derive.reading.notes.files import formulas_in_text
from derive.reading.notes.sections import claims_in_text

# What nbformat finds wrong it says in a warning too.
pytestmark = pytest.mark.filterwarnings("ignore")


def notebook(source: object, minor: int = 4, **changed: object) -> str:
    """A notebook of one cell of Markdown with this source."""
    cell = {"cell_type": "markdown", "metadata": {}, "source": source} | ({"id": "a"} if minor == 5 else {})
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": minor} | changed)


@pytest.mark.parametrize(
    "source",
    [{"a": "$1+1=3$"}, 5, None, True, [1, 2], ["$a=b$", 7], [["$a=b$"]], {}, {"source": {"source": "$a=b$"}}],
    ids=str,
)
@pytest.mark.parametrize("minor", [4, 5])
def test_a_source_that_is_no_text_is_told(source: object, minor: int) -> None:
    """An object, a number, nothing, a list of something else."""
    with pytest.raises(InputError, match="no notebook"):
        formulas_in_text(notebook(source, minor), "notebook")


@pytest.mark.parametrize(
    "text",
    ["", "[", "[" * 100_000, '{"a":' * 10_000, "[]", "{}", "5", "null", '{"cells": 5}', '{"cells": [5]}',
     notebook("x", cells={"a": 1}), notebook("x", cells=[[]]), notebook("x", cells=[{}]), notebook("x", nbformat=99),
     notebook("x", nbformat="4"), notebook("x", nbformat=2), notebook("x", nbformat=1), notebook("x", nbformat=3),
     '{"nbformat": 2, "worksheets": [{"cells": [{"cell_type": "x"}]}]}',
     notebook("x", metadata=5)],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_what_is_no_notebook_is_told_or_has_no_formula(text: str) -> None:
    """Other JSON, JSON that is nested without end, other cells: never another error, never a formula."""
    told: list[object] = []
    try:
        told = formulas_in_text(text, "notebook")
    except InputError as error:
        told = [] if "no notebook" in error.message and error.hint else [error]
    assert told == []


@pytest.mark.parametrize("source", ["$1+1=3$", ["$1+1", "=3$"], "", []])
def test_a_source_as_notebooks_have_it(source: object) -> None:
    """One text, or its lines."""
    assert len(formulas_in_text(notebook(source), "notebook")) == bool(source)


def test_a_notebook_of_an_older_format_has_its_claims() -> None:
    """Its cells are in worksheets."""
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["# One\n", "With $a = b$."]}]
    sheets = [{"cells": cells, "metadata": {}}]
    text = json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": sheets})
    assert [claim.latex for claim in claims_in_text(text, "notebook")] == ["a = b"]
