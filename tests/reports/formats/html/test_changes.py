"""What a step changes is marked: the difference of its two lines, as small as possible, and nothing else is touched."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from reports.formats.html.changes import with_changes
from reports.formats.html.mathml import Mathematics
from reports.lesson.backward import aligned, backward
from reports.lesson.blocks import StepGroup, StepView
from reports.report import Report


def marked(*rights: str) -> list[list[str]]:
    """What is marked in each line, as text."""
    root = ElementTree.fromstring(Mathematics().step(aligned("L", *rights)))
    rows = root.iter("mtr")
    return [["".join(e.itertext()) for e in row.iter() if "bp-changed" in e.get("class", "")] for row in rows]


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("a + b", "a + c", ["b"], ["c"]),
        (r"\frac{a}{b}", r"\frac{a}{c}", ["b"], ["c"]),
        ("a - b c", "a", ["−bc"], []),
        (r"\left(p \sum_{j=1}^{K} y_j - y\right) x", r"\left(p - y\right) x", ["∑j=1Kyj"], []),
        (r"\sum_n \frac{1}{N} x_n", r"\frac{1}{N} \sum_n x_n", ["1N"], ["1N"]),
        ("a - b", "a + b", ["−b"], ["+b"]),
        ("-a", "a", ["−a"], []),
        ("a - (b + c) d", "a + (b + c) d", ["−(b+c)"], ["+(b+c)"]),
        ("a", "b", ["a"], ["b"]),
        ("a", "a", [], []),
    ],
)
def test_the_difference_is_marked(before: str, after: str, gone: list[str], come: list[str]) -> None:
    """Inside fractions and brackets, too; what only moved is marked where it was and where it is."""
    assert marked(before, after) == [gone, come]


def steps_of(report: Report) -> list[StepView]:
    """Every step that the page shows."""
    return [step for block in backward(report).blocks if isinstance(block, StepGroup) for step in block.steps]


@pytest.mark.parametrize("name", ["standard", "hidden"])
def test_marks_change_nothing_else(name: str, request: pytest.FixtureRequest) -> None:
    """Every step with two lines has a mark; its text stays, and so does each operator's place in a row."""
    mathematics = Mathematics()
    for step in steps_of(request.getfixturevalue(f"{name}_report")):
        plain, shown = (html.unescape(str(draw(step.latex))) for draw in (mathematics.display, mathematics.step))
        assert re.sub("<[^>]*>", "", shown) == re.sub("<[^>]*>", "", plain)
        assert ("bp-changed" in shown) == (shown.count("<mtr>") == 2)
        for row in ElementTree.fromstring(shown.partition("<annotation")[0] + "</semantics></math>").iter("mrow"):
            if row.get("class") == "bp-changed":
                signs = [e for e in (row[0], row[-1]) if e.tag == "mo" and e.text in ("+", "−", "=")]
                assert all(sign.get("form") == "infix" for sign in signs)


@pytest.mark.parametrize("formula", ["<math><mi>a</mi></math>", "<code>a & b</code>", "<math><mtable></mtable></math>"])
def test_other_formulas_stay_as_they_are(formula: str) -> None:
    """One line, or what could not be typeset."""
    assert with_changes(formula) == formula


def test_main_steps_leave_a_line_in_every_group(opened: Callable[..., Any], hidden_page: str) -> None:
    """A derivative that takes no main step shows its last one."""
    browser = opened(page=hidden_page)
    browser.find_element("css selector", "[data-action=main-steps]").click()
    shown = "e.querySelectorAll('.bp-equation')].some((line) => line.offsetHeight > 0)"
    groups = f"return [...document.querySelectorAll('.bp-group')].map((e) => [...{shown})"
    assert all(browser.execute_script(groups))


def test_the_whole_derivation_is_copied(opened: Callable[..., Any], standard_report: Report) -> None:
    """One LaTeX display with every step's equation, in their order."""
    browser = opened()
    permissions = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.execute_cdp_cmd("Browser.grantPermissions", permissions)
    browser.find_element("css selector", "[data-action=copy-all]").click()
    text = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert text.startswith(r"\begin{gather*}") and text.rstrip().endswith(r"\end{gather*}")
    places = [text.index(step.latex) for step in steps_of(standard_report)]
    assert len(places) > 20 and all(a <= b for a, b in pairwise(places))
