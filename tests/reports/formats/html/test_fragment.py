"""The fragment: an element for another page, which looks as before and finds its own ids and names where they were."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from reports.formats.html.look import Look
from reports.formats.html.page import render_html, source_hash
from reports.report import Report

HOST = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A host</title><style>
:root { --ink: teal; --line: 3px; --bp: none; }
h1, h2 { color: var(--ink); font: italic 20px Georgia; } p { margin: 7px; } th, td { padding: 9px; }
button { border: 2px dotted red; } math { font-size: 30px; } summary { color: purple; } #network { color: green; }
#slot { position: absolute; top: 900px; width: 500px; height: 500px; overflow: hidden; }
</style></head><body>
<header><nav><ul><li><a href="#network">There</a></li></ul></nav></header>
<main id="content"><h1 id="network">A</h1><h2>B</h2><section><p class="note">C <code>d</code></p><pre>e</pre></section>
<table><caption>F</caption><thead><tr><th>g</th></tr></thead><tbody><tr><td>h</td></tr></tbody></table>
<details open><summary>I</summary><ol><li>j</li></ol></details><button>k</button><input value="l">
<figure><svg viewBox="0 0 9 9"><text>m</text></svg><figcaption>n</figcaption></figure>
<math><mfrac><mi>o</mi><mtext>p</mtext></mfrac></math></main>
<div id="slot">{slot}</div></body></html>"""

STYLES = """
const host = [...document.querySelectorAll("*")].filter((each) => !each.closest("#slot > *"));
return host.flatMap((each, place) => {
  const style = getComputedStyle(each);
  return [...style].map((name) => `${place} ${each.tagName} ${name}: ${style.getPropertyValue(name)}`);
});
"""


@pytest.fixture(scope="module")
def fragment(standard_report: Report) -> str:
    """The default network's lesson as a fragment."""
    return render_html(standard_report, Look(fragment=True))


def test_the_fragment_is_one_element(fragment: str) -> None:
    """A comment and an article: no head, no landmark or first heading of a page; the hashes that a policy needs."""
    comment, rest = fragment.split("-->", 1)
    assert rest.strip().startswith('<article class="backproof') and rest.strip().endswith("</article>")
    assert not re.search(r"<(!doctype|html|head|body|meta|main|h1)\b", fragment, re.IGNORECASE)
    scripts = re.findall(r"<script>(.*?)</script>", fragment, re.DOTALL)
    assert scripts and re.findall(r"'(sha256-[^']*)'", comment) == [source_hash(script) for script in scripts]


def selectors(css: str) -> list[str]:
    """Every selector of a style; the inside of media queries too."""
    css = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", css, flags=re.DOTALL)
    preludes = re.findall(r"([^{};]+)\{", css)
    return [one.strip() for prelude in preludes if "@" not in prelude for one in prelude.split(",")]


def test_every_rule_is_about_the_fragment_alone(fragment: str) -> None:
    """Selectors begin with its class, properties and the font's name with ours, ids with a prefix."""
    style = "".join(re.findall(r"<style>(.*?)</style>", fragment, re.DOTALL))
    found = selectors(style)
    assert len(found) > 100 and [each for each in found if not re.match(r"\.backproof\b", each)] == []
    assert {name for name in re.findall(r"(--[\w-]+)\s*:", style) if not name.startswith("--bp-")} == set()
    assert set(re.findall(r'@font-face { font-family: "([^"]*)"', style)) == {"Backproof Math"}
    drawn = re.sub(r"<(script|style)>.*?</\1>", "", fragment, flags=re.DOTALL)
    ids = re.findall(r'\bid="([^"]*)"', drawn)
    assert len(ids) > 50 and all(each.startswith("bp-") for each in ids) and len(set(ids)) == len(ids)
    wanted = re.findall(r'\bfor="([^"]*)"|href="#([^"]*)"|url\(#([^)]*)\)', drawn)
    wanted += [(each, "", "") for names in re.findall(r'aria-\w+by="([^"]*)"', drawn) for each in names.split()]
    assert wanted and {"".join(each) for each in wanted} <= set(ids)


def test_the_host_looks_as_before(opened: Callable[..., Any], fragment: str) -> None:
    """Every computed style of every element of the host is the same without the fragment, with it, and in use."""
    alone = set(opened(page=HOST.replace("{slot}", "")).execute_script(STYLES))
    browser = opened(page=HOST.replace("{slot}", fragment))
    assert len(alone) > 10_000 and set(browser.execute_script(STYLES)) ^ alone == set()
    browser.execute_script("document.querySelectorAll('#slot [data-action]').forEach((each) => each.click())")
    assert set(browser.execute_script(STYLES)) ^ alone == set()
    assert browser.execute_script("return document.getElementById('network').textContent") == "A"
    assert browser.execute_script("return document.querySelector('.backproof').dataset.theme") == "dark"


def test_the_fragment_works_under_the_policy_that_it_names(opened: Callable[..., Any], fragment: str) -> None:
    """With what its first line asks for, nothing is refused: its buttons show, and its numbers can be changed."""
    asked = fragment[fragment.index("script-src") : fragment.index("-->")].strip()
    policy = f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; {asked}">'
    browser = opened(page=HOST.replace("<title>", policy + "<title>").replace("{slot}", fragment))
    assert browser.get_log("browser") == []
    assert browser.execute_script("return [...document.querySelectorAll('#slot .bp-tools')].every((e) => !e.hidden)")
    change = "const input = document.querySelector('.bp-play input'); input.value = '1.5';"
    browser.execute_script(change + "input.dispatchEvent(new Event('input', { bubbles: true }));")
    said = browser.execute_script("return document.querySelector('.bp-play-result').textContent")
    assert "0.7351 before the step" in said and "0.1214 after it" in said


@pytest.mark.parametrize("scheme", ["light", "light dark"])
def test_the_fragment_follows_its_host_into_the_dark(scheme: str, opened: Callable[..., Any], fragment: str) -> None:
    """A reader who likes it dark, on a host that is light only and on one that follows the reader."""
    host = HOST.replace("{slot}", fragment).replace(":root {", f":root {{ color-scheme: {scheme};")
    browser = opened(scheme="dark", page=host)
    ground = browser.execute_script("return getComputedStyle(document.querySelector('.backproof')).backgroundColor")
    assert (ground == "rgb(20, 24, 30)") == (scheme == "light dark")
