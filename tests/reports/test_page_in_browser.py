"""The page in headless Chromium, from disk: nothing fails, formulas stretch, nothing is cut, buttons do their work."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)
WIDTHS = (360, 800, 1440)


@pytest.fixture(scope="module")
def browser(require_program: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One Chromium for all tests of this file, with a profile of its own."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = require_program("chromium", "chromium-browser", "google-chrome")
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(require_program("chromedriver", "chromium.chromedriver"))
    driver = webdriver.Chrome(options, service)
    yield driver
    driver.quit()


@pytest.fixture
def opened(browser: Any, standard_page: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """How a test opens a page from disk, at a width and in a colour scheme."""
    folder = tmp_path_factory.mktemp("page")

    def open_page(width: int = 1440, scheme: str = "light", page: str = standard_page, medium: str = "screen") -> Any:
        path = folder / "report.html"
        path.write_text(page, encoding="utf-8")
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium, "features": features})
        browser.get_log("browser"), browser.get_log("performance")
        browser.get(path.as_uri())
        browser.execute_async_script("document.fonts.ready.then(() => arguments[0]())")
        return browser

    return open_page


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
    assert loaded == ["Latin Modern Math loaded"] or loaded == ['"Latin Modern Math" loaded']
    document = browser.execute_cdp_cmd("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    browser.execute_cdp_cmd("CSS.enable", {})
    found = browser.execute_cdp_cmd("DOM.querySelector", {"nodeId": document, "selector": ".bp-equation mi"})
    fonts = browser.execute_cdp_cmd("CSS.getPlatformFontsForNode", found)["fonts"]
    assert {(font["familyName"], font["isCustomFont"]) for font in fonts} == {("Latin Modern Math", True)}


HEIGHTS = """
const height = (e) => e.getBoundingClientRect().height;
const brackets = [...document.querySelectorAll("mo")].filter(e => e.textContent === "(" && height(e) > 0);
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
  if (e.closest(".bp-scroll, .bp-table, .bp-listing, .bp-remark, .bp-picture, .bp-skip")) return false;
  return e.getBoundingClientRect().right > innerWidth + 1;
});
return [document.scrollingElement.scrollWidth, wide.map(e => e.outerHTML.slice(0, 80))];
"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["standard_page", "hidden_page"])
def test_the_page_never_scrolls_sideways(
    width: int, name: str, opened: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """Telephone, tablet, desk: wide formulas and tables scroll on their own, the page does not."""
    browser = opened(width, page=request.getfixturevalue(name))
    assert browser.execute_script(OVERFLOW) == [width, []]


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


def test_copying_gives_the_latex(opened: Callable[..., Any]) -> None:
    """The button beside a formula puts its LaTeX on the clipboard and says so."""
    browser = opened()
    browser.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    button = browser.find_element("css selector", ".bp-copy")
    button.click()
    copied = browser.execute_async_script(
        "navigator.clipboard.readText().then(arguments[0], e => arguments[0]('' + e))"
    )
    assert copied == r"z_{nk} = \sum_{d=1}^{D} W_{kd} x_{nd}"
    assert browser.find_element("css selector", "[role=status]").text == "Copied."


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
    hidden = browser.execute_script("return [...document.querySelectorAll('button')].every(e => e.offsetHeight === 0)")
    assert hidden
    wide = browser.execute_script(
        "return [...document.querySelectorAll('main math, main table, main svg, main pre')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.textContent.slice(0, 60))"
    )
    assert wide == []


def test_formulas_are_in_the_accessibility_tree(opened: Callable[..., Any]) -> None:
    """A screen reader finds fractions and sums, a name for every picture, and one main landmark."""
    nodes = opened().execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    roles = [node["role"]["value"] for node in nodes if "role" in node]
    assert {"MathMLFraction", "MathMLSub", "MathMLUnderOver"} <= set(roles)
    assert roles.count("main") == 1
    images = [node for node in nodes if node.get("role", {}).get("value") in ("image", "img")]
    assert images and all(node["name"]["value"] for node in images)
