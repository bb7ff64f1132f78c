"""The page for everyone: axe-core finds nothing, no colour or picture says anything alone, Tab stops where it must."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# No rule of axe-core is left out: best practices, WCAG 2.2 to level AAA, and the experimental ones.
EVERY_RULE = """
const done = arguments[0];
document.querySelectorAll("details").forEach((each) => { each.open = true; });
const rules = Object.fromEntries(axe.getRules().map((rule) => [rule.ruleId, { enabled: true }]));
axe.run(document, { resultTypes: ["violations"], rules }).then(
  (found) => done(found.violations.map((each) => [each.id, each.nodes.length, each.nodes[0].html.slice(0, 120)])),
  (error) => done(String(error)),
);
"""

BUSY = """
for (const button of document.querySelectorAll("[data-walk=next], .bp-play-step, .bp-symbol")) button.click();
"""


# Of each kind of page both widths and both schemes, no two pages alike: they share their rules.
@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("standard_page", 1440, "light"),
        ("logistic_page", 360, "light"),
        ("regression_page", 1440, "dark"),
        ("standard_page", 360, "dark"),
        ("logistic_page", 1440, "dark"),
        ("regression_page", 360, "light"),
        ("hidden_page", 360, "dark"),
    ],
)
def test_axe_finds_nothing(
    name: str,
    width: int,
    scheme: str,
    opened: Callable[..., Any],
    request: pytest.FixtureRequest,
    require_node_module: Callable[[str], Path],
) -> None:
    """With all steps open, in the middle of a walk and of learning, not one rule of axe-core is broken."""
    axe = (require_node_module("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    browser = opened(width, scheme, request.getfixturevalue(name))
    browser.set_script_timeout(120)
    browser.execute_script(BUSY)
    browser.execute_script(axe)
    assert browser.execute_async_script(EVERY_RULE) == []


def test_formulas_are_in_the_accessibility_tree(opened: Callable[..., Any]) -> None:
    """A screen reader finds fractions and sums, a name for every picture, and one main landmark."""
    nodes = opened().execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    roles = [node["role"]["value"] for node in nodes if "role" in node]
    assert {"MathMLFraction", "MathMLSub", "MathMLUnderOver"} <= set(roles)
    assert roles.count("main") == 1
    images = [node for node in nodes if node.get("role", {}).get("value") in ("image", "img")]
    assert images and all(node["name"]["value"] for node in images)


def test_colour_is_never_the_only_sign(standard_page: str) -> None:
    """Badges say proved or not, coloured cells carry their number, negative edges are dashed, pictures have words."""
    badges = re.findall(r'<span class="bp-badge[^>]*>(.*?)</span>', standard_page)
    assert badges and all(re.search(r"proved|undecided", badge) for badge in badges)
    heat = re.findall(r'<td class="[^"]*bp-heat[^>]*>(.*?)</td>', standard_page)
    assert heat and all(re.fullmatch(r"−?[\d.]+(e[−\d]+)?", cell) for cell in heat)
    red = [edges for edges in re.findall(r"<g [^>]*>", standard_page) if 'stroke="#c0392b"' in edges]
    assert red and all("stroke-dasharray" in line for line in red)
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", standard_page, re.DOTALL)
    assert len(captions) == standard_page.count("<figure") and all(len(caption.split()) > 8 for caption in captions)


STOPS = (
    "return [...document.querySelectorAll('.bp-lesson section[tabindex]')].filter((e) => e.checkVisibility()).length"
)


def test_tab_stops_only_where_something_can_be_scrolled(opened: Callable[..., Any]) -> None:
    """On a telephone more formulas and tables overflow than at a desk; without scripts each of them is a stop."""
    telephone = opened(360).execute_script(STOPS)
    wide = opened(1440).execute_script(STOPS)
    assert wide < telephone / 2
