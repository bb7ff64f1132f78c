"""The page in headless Chromium, from disk: nothing fails, formulas stretch, nothing is cut, buttons do their work."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from reports.formats.html.page import render_html
from reports.report import Report
from tests.reports.sample_reports import sample_dataset

WIDTHS = (360, 800, 1440)


def requested(browser: Any) -> list[str]:
    """The addresses that the page asked for."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]


def test_nothing_is_requested_and_nothing_complains(opened: Callable[..., Any]) -> None:
    """From disk: the page itself and its embedded font, and no message on the console."""
    browser = opened()
    addresses = requested(browser)
    assert addresses and all(address.startswith(("file:///", "data:font/woff2")) for address in addresses)
    assert sum(address.startswith("file:") for address in addresses) == 1
    assert browser.get_log("browser") == []


def test_the_embedded_font_is_used(opened: Callable[..., Any]) -> None:
    """The font loads, and formulas are drawn with it."""
    browser = opened()
    loaded = browser.execute_script("return [...document.fonts].map(f => f.family + ' ' + f.status)")
    assert [words.replace('"', "") for words in loaded] == ["Backproof Math loaded"]
    document = browser.execute_cdp_cmd("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    browser.execute_cdp_cmd("CSS.enable", {})
    found = browser.execute_cdp_cmd("DOM.querySelector", {"nodeId": document, "selector": ".bp-equation mi"})
    fonts = browser.execute_cdp_cmd("CSS.getPlatformFontsForNode", found)["fonts"]
    assert {(font["familyName"], font["isCustomFont"]) for font in fonts} == {("Latin Modern Math", True)}


HEIGHTS = """
const height = (e) => e.getBoundingClientRect().height;
const unmarked = [...document.querySelectorAll("mo:not(.bp-changed)")];
const brackets = unmarked.filter(e => e.textContent === "(" && height(e) > 0);
const sums = [...document.querySelectorAll(".bp-equation > .bp-scroll mo")].filter(e => e.textContent === "∑");
return {
  plain: Math.max(...brackets.filter(e => e.getAttribute("stretchy") === "false").map(height)),
  stretched: Math.max(...brackets.filter(e => e.getAttribute("stretchy") !== "false").map(height)),
  brace: Math.max(...[...document.querySelectorAll("mo")].filter(e => e.textContent === "{").map(height)),
  sum: Math.max(...sums.map(height)),
  line: height(document.querySelector("mi")),
};
"""


def test_brackets_braces_and_sums_stretch(opened: Callable[..., Any]) -> None:
    """The brackets around a sum and the brace of the two cases are taller than a line; so is the sum."""
    heights = opened().execute_script(HEIGHTS)
    assert heights["stretched"] > 2 * heights["plain"]
    assert heights["brace"] > 1.8 * heights["plain"]
    assert heights["sum"] > 1.2 * heights["plain"]


OVERFLOW = """
const wide = [...document.querySelectorAll("body *")].filter(e => {
  if (e.closest(".bp-scroll, .bp-table, .bp-listing, .bp-remark, .bp-drawn, .bp-skip")) return false;
  return e.getBoundingClientRect().right > innerWidth + 1;
});
return [document.scrollingElement.scrollWidth, wide.map(e => e.outerHTML.slice(0, 80))];
"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["standard_page", "hidden_page", "logistic_page"])
def test_the_page_never_scrolls_sideways(
    width: int, name: str, opened: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """Telephone, tablet, desk: wide formulas and tables scroll on their own, the page does not."""
    browser = opened(width, page=request.getfixturevalue(name))
    assert browser.execute_script(OVERFLOW) == [width, []]


def test_long_names_break_no_width(opened: Callable[..., Any], standard_report: Report) -> None:
    """Names of sixty characters without a space, of the data, its features and its classes, on a telephone."""
    names = [letter * 60 for letter in "abcdefg"]
    dataset = sample_dataset("i" * 60, tuple(names[:4]), tuple(names[4:]))
    browser = opened(360, page=render_html(replace(standard_report, dataset=dataset)))
    assert browser.execute_script(OVERFLOW) == [360, []]


CONTRAST = """
const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const luminance = (c) => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
const parse = (text) => text.match(/[\\d.]+/g).map(Number);
const over = (top, below) => top.slice(0, 3).map((v, i) => v * (top[3] ?? 1) + below[i] * (1 - (top[3] ?? 1)));
const ground = (e) => {
  const own = parse(getComputedStyle(e).backgroundColor);
  if ((own[3] ?? 1) === 1) return own.slice(0, 3);
  return over(own, e.parentElement ? ground(e.parentElement) : [255, 255, 255]);
};
const poor = [], texts = "p, th, td, h1, h2, li, a, summary, caption, figcaption, code, .bp-badge, mi, mo, mn";
for (const e of document.querySelectorAll(texts)) {
  const [a, b] = [luminance(parse(getComputedStyle(e).color)), luminance(ground(e))].sort((x, y) => y - x);
  if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(e.outerHTML.slice(0, 90));
}
return poor.slice(0, 5);
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: str, opened: Callable[..., Any]) -> None:
    """Every text has a contrast of at least 4.5 to 1, the cells of the heat map and the badges too."""
    assert opened(scheme=scheme).execute_script(CONTRAST) == []


def test_dark_and_light_follow_the_reader_and_the_button(opened: Callable[..., Any]) -> None:
    """The scheme of the system first; the button turns it around."""
    ground = "return getComputedStyle(document.body).backgroundColor"
    light, dark = (opened(scheme=scheme).execute_script(ground) for scheme in ("light", "dark"))
    assert light != dark
    browser = opened(scheme="dark")
    browser.find_element("css selector", "[data-action=theme]").click()
    assert browser.execute_script(ground) == light


def copied(browser: Any, selector: str) -> str:
    """What the button puts on the clipboard."""
    permissions = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.execute_cdp_cmd("Browser.grantPermissions", permissions)
    browser.find_element("css selector", selector).click()
    read = "navigator.clipboard.readText().then(arguments[0], e => arguments[0]('' + e))"
    return str(browser.execute_async_script(read))


def test_copying_gives_the_latex(opened: Callable[..., Any]) -> None:
    """The button beside a formula puts its LaTeX on the clipboard and says so."""
    browser = opened()
    assert copied(browser, "[data-copy=latex]") == r"z_{nk} = \sum_{d=1}^{D} W_{kd} x_{nd}"
    assert browser.find_element("css selector", ".bp-status").text == "Copied."


def test_copying_gives_mathml_for_a_word_processor(opened: Callable[..., Any]) -> None:
    """Presentation MathML in its namespace, without what only browsers understand; every formula has the button."""
    browser = opened()
    math = ElementTree.fromstring(copied(browser, "[data-copy=mathml]"))
    namespace = "{http://www.w3.org/1998/Math/MathML}"
    assert math.tag == namespace + "math" and math.get("display") == "block"
    assert "".join(math.itertext()) == "znk=∑d=1DWkdxnd"
    assert {e.tag.removeprefix(namespace) for e in math.iter()} == {
        "math",
        "mrow",
        "msub",
        "munderover",
        "mi",
        "mo",
        "mn",
    }
    count = "return arguments[0].map((each) => document.querySelectorAll(each).length)"
    assert len(set(browser.execute_script(count, [".bp-equation", "[data-copy=latex]", "[data-copy=mathml]"]))) == 1
    steps = ElementTree.fromstring(copied(browser, ".bp-equation:has(.bp-aligned) [data-copy=mathml]"))
    assert {e.get("columnalign") for e in steps.iter(namespace + "mtable")} == {"right left"}


def test_steps_fold_and_shrink_to_the_main_ones(opened: Callable[..., Any]) -> None:
    """Every fold opens at once; the main steps are fewer, and are there."""
    browser = opened()
    shown = "return [...document.querySelectorAll('.bp-step')].filter(e => e.offsetHeight > 0).length"
    every = browser.execute_script(shown)
    browser.find_element("css selector", "[data-action=main-steps]").click()
    assert 0 < browser.execute_script(shown) < every
    browser.find_element("css selector", "[data-action=open-all]").click()
    assert browser.execute_script("return document.querySelectorAll('details:not([open])').length") == 0


def test_without_scripts_the_page_is_whole(opened: Callable[..., Any]) -> None:
    """No script: every formula is drawn, no dead button is shown, folds still open."""
    browser = opened()
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.refresh()
        document = browser.execute_cdp_cmd("DOM.getDocument", {"depth": 0})["root"]["nodeId"]

        def boxes(selector: str) -> list[bool]:
            query = {"nodeId": document, "selector": selector}
            nodes = browser.execute_cdp_cmd("DOM.querySelectorAll", query)["nodeIds"]
            return [_has_box(browser, node) for node in nodes[:20]]

        assert all(boxes(".bp-equation math")) and not any(boxes("button"))
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def _has_box(browser: Any, node: int) -> bool:
    from selenium.common.exceptions import WebDriverException

    try:
        return bool(browser.execute_cdp_cmd("DOM.getBoxModel", {"nodeId": node})["model"]["height"])
    except WebDriverException:
        return False


def test_printing_opens_every_step_and_cuts_nothing(opened: Callable[..., Any], tmp_path: Path) -> None:
    """On paper: no buttons, all folds open, no formula or table wider than the page."""
    browser = opened(width=718, medium="print")
    browser.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert browser.execute_script("return document.querySelectorAll('details:not([open])').length") == 0
    hidden = browser.execute_script(
        "return [...document.querySelectorAll('button:not(.bp-symbol)')].every(e => !e.offsetHeight)"
    )
    assert hidden
    wide = browser.execute_script(
        "return [...document.querySelectorAll('main math, main table, main svg, main pre')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.textContent.slice(0, 60))"
    )
    assert wide == []


def test_a_caption_stays_in_sight_beside_a_wide_table(opened: Callable[..., Any]) -> None:
    """As wide as what is seen of the table, and still there when the table is scrolled to its end."""
    browser = opened(width=360)
    script = """
        const cut = [];
        for (const caption of document.querySelectorAll(".backproof caption")) {
            const table = caption.closest(".bp-table"), seen = table.getBoundingClientRect();
            for (const to of [0, 9999]) {
                table.scrollLeft = to;
                const at = caption.getBoundingClientRect();
                if (at.left < seen.left - 1 || at.right > seen.right + 1) cut.push(caption.textContent);
            }
        }
        return cut;"""
    assert browser.execute_script(script) == []
