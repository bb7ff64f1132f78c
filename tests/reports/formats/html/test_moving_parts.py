"""What moves in the page: symbols light up, a walk goes through the drawing, links stay, the reader's choice stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LIT = """
const symbol = [...document.querySelectorAll(arguments[0])].find((each) => each.checkVisibility());
symbol.dispatchEvent(new Event("pointerover", { bubbles: true }));
const places = ["math", "svg", "td", "code"];
const lit = [...document.querySelectorAll(".bp-lit")];
const every = (name) => [...new Set(lit.map((each) => each.dataset[name] ?? ""))].sort();
return [places.filter((place) => lit.some((each) => each.closest(place))), every("tensor"), every("entry")];
"""


def test_a_symbol_lights_up_wherever_it_stands(opened: Callable[..., Any]) -> None:
    """In formulas, drawings, tables and code: the whole tensor; of an entry only that one and the whole."""
    browser = opened()
    everywhere, tensors, entries = browser.execute_script(LIT, "[data-section=network] [data-tensor=W]")
    assert everywhere == ["math", "svg", "td", "code"] and tensors == ["W"] and {"", "1,2", "3,4"} <= set(entries)
    _, tensors, entries = browser.execute_script(LIT, "[data-section=forward] [data-tensor=W][data-entry='1,2']")
    assert (tensors, entries) == (["W"], ["", "1,2"])
    browser.execute_script("document.body.dispatchEvent(new Event('pointerover', { bubbles: true }))")
    assert browser.execute_script("return document.querySelectorAll('.bp-lit').length") == 0


def test_the_keyboard_lights_a_symbol_up_too(opened: Callable[..., Any]) -> None:
    """One button for each tensor: focus shows it, a press keeps it, Escape lets it go."""
    browser = opened()
    buttons = browser.find_elements("css selector", ".bp-symbol")
    names = [button.get_attribute("data-tensor") for button in buttons]
    assert len(set(names)) == len(names) and {"x", "W", "y", "z", "p"} <= set(names)
    lit = "return [...new Set([...document.querySelectorAll('.bp-lit')].map((e) => e.dataset.tensor))]"
    browser.execute_script("arguments[0].focus()", buttons[0])
    assert browser.execute_script(lit) == names[:1]
    browser.execute_script("arguments[0].scrollIntoView()", buttons[1])
    buttons[1].send_keys(" ")
    browser.execute_script("arguments[0].blur()", buttons[1])
    assert browser.execute_script(lit) == names[1:2] and buttons[1].get_attribute("aria-pressed") == "true"
    browser.find_element("css selector", "body").send_keys("\ue00c")
    assert browser.execute_script(lit) == []


WALK = """
const walk = document.querySelector(".bp-walk"), next = walk.querySelector("[data-walk=next]");
document.querySelector(`.bp-states [value=${arguments[0]}]`).click();
const said = () => walk.querySelector(".bp-walk-said").textContent;
const marked = (name) => {
  const parts = [...document.querySelectorAll(`figure[data-state=${arguments[0]}] .bp-${name}`)];
  return [...new Set(parts.map((each) => each.dataset.tensor))].sort();
};
const seen = [];
next.focus();
while (next.getAttribute("aria-disabled") === "false") {
  walk.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  const line = walk.querySelector(".bp-walk-line [data-tensor]");
  seen.push([said(), line?.dataset.tensor, marked("here"), marked("from"), marked("later")]);
}
walk.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
return [seen, said()];
"""


def test_a_walk_through_the_drawing(opened: Callable[..., Any]) -> None:
    """Forward each line computes what is marked from what came before; backward from the loss to the weights."""
    browser = opened()
    forward, said = browser.execute_script(WALK, "forward")
    assert len(forward) >= 7 and said == f"Line {len(forward) - 1} of {len(forward)}:"
    first, last = forward[0], forward[-1]
    assert first[:3] == [f"Line 1 of {len(forward)}:", "z", ["z"]] and {"W", "x"} <= set(first[3])
    assert {"p", "z"} <= set(first[4]) and last[4] == []
    assert [line[1] for line in forward] == [line[2][0] for line in forward]
    backward, _ = browser.execute_script(WALK, "backward")
    here = [line[2][0] for line in backward]
    assert here[-1] == "W" and here.index("z") < here.index("W")
    assert browser.get_log("browser") == []


def test_every_step_has_a_link_and_the_contents_say_where_one_is(opened: Callable[..., Any]) -> None:
    """Each step and section has an address; the section in sight is the current one of the contents."""
    browser = opened()
    links = "return [...document.querySelectorAll('.bp-step, .bp-heading')]"
    whole = ".every((e) => e.id && e.querySelector(`a.bp-anchor[href='#${e.id}']`))"
    assert browser.execute_script(links + whole)
    over = "return [...document.querySelectorAll('.bp-step .bp-anchor')].filter((e) => "
    over += "e.getBoundingClientRect().right > e.closest('.bp-step').getBoundingClientRect().left).length"
    assert browser.execute_script(over) == 0, "beside the step, over nothing of it"
    browser.execute_script("document.querySelector('[data-section=backward] .bp-step').scrollIntoView()")
    shown = (
        "const done = arguments[0]; setTimeout(() => done([...document.querySelectorAll('.bp-contents [aria-current]')]"
    )
    assert browser.execute_async_script(shown + ".map((e) => e.hash)), 200)") == ["#backward"]


def test_the_choice_of_dark_or_light_stays(opened: Callable[..., Any]) -> None:
    """After a reload the page is as it was chosen; where the browser keeps nothing, the button still works."""
    ground = "return getComputedStyle(document.body).backgroundColor"
    browser = opened()
    before = browser.execute_script(ground)
    browser.find_element("css selector", "[data-action=theme]").click()
    chosen = browser.execute_script(ground)
    browser.refresh()
    assert browser.execute_script(ground) == chosen != before
    refuse = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused'); } })"
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": refuse})
    try:
        browser.refresh()
        assert browser.execute_script(ground) == before
        browser.find_element("css selector", "[data-action=theme]").click()
        assert browser.execute_script(ground) == chosen and browser.get_log("browser") == []
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
