"""The playground in headless Chromium: what the page computes is what Python computes, and nothing is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jax
import numpy as np
import pytest

from numeric.learning.worked_example import work_example
from numeric.lowering.program import loss_of
from numeric.results import WorkedExample
from numeric.truth.enclosure import enclose
from reports.formats.html.play import play_scripts
from reports.lesson.blocks import Paragraph, Words
from reports.lesson.play.section import play
from reports.report import Report
from reports.symbols import accurate_formulas

NETWORKS = ["standard", "base_two", "hidden"]
RELATIVE, ABSOLUTE = 1e-12, 1e-15

SET = """
const [numbers, rate] = arguments;
const fields = [...document.querySelectorAll("[data-given] input[type=text]")];
fields.sort((a, b) => a.parentElement.dataset.given - b.parentElement.dataset.given);
fields.forEach((field, i) => { field.value = numbers[i]; });
document.querySelector("[data-rate] input[type=text]").value = rate;
fields[0].dispatchEvent(new Event("input", { bubbles: true }));
return fields.length;
"""
GET = """
const read = (role) => [...document.querySelectorAll(`.bp-play [data-${role}]`)]
  .map((e) => [Number(e.dataset[role]), e.title]);
return Object.fromEntries(["forward", "gradient", "updated", "after"].map((role) => [role, read(role)]));
"""
TYPE = """
const field = document.getElementById(arguments[0]);
field.value = arguments[1];
field.dispatchEvent(new Event("input", { bubbles: true }));
"""
STATE = """
const field = document.getElementById(arguments[0]);
const described = document.getElementById(field.getAttribute("aria-describedby"));
return [field.getAttribute("aria-invalid"), described && described.offsetHeight > 0 ? described.textContent : ""];
"""


def numbers_of(report: Report, inputs: Mapping[str, Any]) -> list[str]:
    """Every given element in the order of the fields, written as Python writes it."""
    return [repr(float(v)) for t in report.sample.network.given for v in np.ravel(inputs[t.name])]


def computed(browser: Any, report: Report, inputs: Mapping[str, Any], rate: float) -> dict[str, list[float]]:
    """Set every field and read every output, by role, in the order of the program."""
    numbers = numbers_of(report, inputs)
    assert browser.execute_script(SET, numbers, repr(rate)) == len(numbers)
    found: dict[str, list[tuple[int, str]]] = browser.execute_script(GET)
    return {role: [float(text) for _, text in sorted(dict(pairs).items())] for role, pairs in found.items()}


def expected(report: Report, example: WorkedExample) -> dict[str, list[float]]:
    """The same numbers by Python."""
    network = report.sample.network
    by_role = {
        "forward": [example.forward[d.tensor.name] for d in network.definitions],
        "gradient": [example.gradient[t.name] for t in network.parameters],
        "updated": [example.updated[t.name] for t in network.parameters],
    }
    lists = {role: [float(v) for array in arrays for v in np.ravel(array)] for role, arrays in by_role.items()}
    return {**lists, "after": [example.loss_after]}


def random_inputs(report: Report, seed: int, scale: float) -> dict[str, Any]:
    """Seeded numbers for every given tensor; labels that sum to one."""
    random = np.random.default_rng(seed)
    inputs: dict[str, Any] = {n: random.normal(scale=scale, size=np.shape(v)) for n, v in report.example.inputs.items()}
    return {**inputs, "y": random.dirichlet(np.ones(inputs["y"].size))}


@pytest.mark.parametrize("name", NETWORKS)
def test_random_numbers_give_what_python_gives(
    name: str, opened: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """Forward pass, loss, every gradient, every new weight and the loss after the step."""
    report: Report = request.getfixturevalue(f"{name}_report")
    browser = opened(page=request.getfixturevalue(f"{name}_page"))
    formulas = accurate_formulas(report.sample)
    for seed in (1, 2):
        inputs, rate = random_inputs(report, seed, scale=0.7), 0.1 * seed
        with jax.disable_jit():  # to compile takes longer than to compute
            example = work_example(report.sample.network, formulas, inputs, rate)
        found, wanted = computed(browser, report, inputs, rate), expected(report, example)
        assert found.keys() == wanted.keys()
        for role, values in wanted.items():
            np.testing.assert_allclose(found[role], values, rtol=RELATIVE, atol=ABSOLUTE, err_msg=role)
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("right", [0, 1])
def test_large_logits_give_the_right_numbers(
    right: int, opened: Callable[..., Any], standard_report: Report, standard_page: str
) -> None:
    """x = 1000 and W = 10: neither infinity nor NaN, and no digit of the certified gradient is lost."""
    network, example = standard_report.sample.network, standard_report.example
    weights = np.array(example.inputs["W"])
    weights[0] = 10.0
    inputs = {"x": np.full(4, 1e3), "W": weights, "y": np.eye(3)[right]}
    found = computed(opened(page=standard_page), standard_report, inputs, 0.25)
    truth = enclose(network, inputs)
    slopes = [float(ball.mid()) for ball in np.ravel(truth.gradients["W"])]
    assert all(np.isfinite(v) for values in found.values() for v in values)
    np.testing.assert_allclose(found["gradient"], slopes, rtol=RELATIVE, atol=1e-300)
    np.testing.assert_allclose(found["forward"][-1], float(truth.loss.mid()), rtol=RELATIVE, atol=1e-300)


def test_a_small_loss_keeps_its_digits(opened: Callable[..., Any], standard_report: Report, standard_page: str) -> None:
    """A sample that is classified with confidence: the loss is about 10⁻⁹, right in twelve digits."""
    weights = np.array(standard_report.example.inputs["W"])
    weights[0] += 9.0
    inputs = {**standard_report.example.inputs, "W": weights}
    found = computed(opened(page=standard_page), standard_report, inputs, 0.25)
    truth = enclose(standard_report.sample.network, inputs)
    assert 1e-12 < float(truth.loss.mid()) < 1e-6
    np.testing.assert_allclose(found["forward"][-1], float(truth.loss.mid()), rtol=1e-12)
    slopes = [float(ball.mid()) for ball in np.ravel(truth.gradients["W"])]
    np.testing.assert_allclose(found["gradient"], slopes, rtol=RELATIVE)


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("bp-play-x-1-", "", "A number is missing here."),
        ("bp-play-x-1-", "0,81", "Write a decimal point, not a comma."),
        ("bp-play-W-1-2-", "alert(1)", "This is not a number, such as 0.81 or -2e-3."),
        ("bp-play-W-1-2-", "Infinity", "This is not a number, such as 0.81 or -2e-3."),
        ("bp-play-W-1-2-", "1e999", "This number is too large."),
        ("bp-play-y-1-", "1.5", "A label lies between 0 and 1."),
        ("bp-play-alpha", "-1", "The step size is not negative."),
    ],
)
def test_what_is_no_number_is_said_beside_the_field(
    field: str, text: str, words: str, opened: Callable[..., Any], standard_page: str
) -> None:
    """The field is marked as invalid and names its words; no old result is left standing; a reset brings it back."""
    browser = opened(page=standard_page)
    published = browser.execute_script("return document.querySelector('.bp-play').innerText")
    browser.execute_script(TYPE, field, text)
    assert browser.execute_script(STATE, field) == ["true", words]
    assert {title for role in browser.execute_script(GET).values() for _, title in role} == {""}
    status = browser.find_element("css selector", ".bp-play-result").text
    assert status == "Nothing is computed: one field holds no usable number."
    browser.find_element("css selector", ".bp-play-reset").click()
    assert browser.execute_script(STATE, field) == [None, ""]
    assert browser.execute_script("return document.querySelector('.bp-play').innerText") == published
    assert browser.get_log("browser") == []


def test_what_overflows_is_said(opened: Callable[..., Any], standard_page: str) -> None:
    """1e200 times 1e200 is beyond float64: words, not NaN."""
    browser = opened(page=standard_page)
    browser.execute_script(TYPE, "bp-play-x-1-", "1e200")
    browser.execute_script(TYPE, "bp-play-W-1-1-", "1e200")
    text = browser.find_element("css selector", ".bp-play-result").text
    assert text.startswith("With these numbers a value grows beyond what the computer can hold")
    assert "NaN" not in browser.execute_script("return document.querySelector('.bp-play').innerText")


def test_the_published_numbers_stand_in_the_page_itself(
    opened: Callable[..., Any], hidden_page: str, standard_page: str
) -> None:
    """What the script computes from the published example is what the page shows without it; no field is dead."""
    shown = "return [...document.querySelectorAll('.bp-play td, .bp-play strong')].map((e) => e.textContent)"
    for page in (standard_page, hidden_page):
        browser = opened(page=page)
        fields = "document.querySelectorAll('.bp-play input[type=text]')"
        browser.execute_script("document.querySelectorAll('tr:has([type=radio])').forEach((e) => e.remove())")
        browser.execute_script(f"{fields}.forEach((e) => {{ e.closest('td')?.replaceChildren(e.value) }})")
        computed_text = browser.execute_script(shown)
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        try:
            browser.refresh()
        finally:
            browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        assert browser.execute_script(shown) == computed_text
        assert browser.execute_script(f"return {fields}.length") == 0
        assert browser.find_element("css selector", ".bp-play-static").is_displayed()
        assert not browser.find_element("css selector", ".bp-play-buttons").is_displayed()


STEPS = """
const shown = () => [...document.querySelectorAll(".bp-play-losses li span:first-child")];
const losses = () => shown().map((e) => Number(e.title));
const rounded = () => shown().every((e) => e.textContent === Number(e.title).toFixed(4));
for (let step = 0; step < 5; step += 1) document.querySelector(".bp-play-step").click();
const taken = rounded() && losses(), weights = document.querySelector("[data-updated='0']").title;
document.querySelector(".bp-play-reset").click();
return [taken, weights, losses(), document.querySelector(".bp-play-way").hidden];
"""


@pytest.mark.parametrize("name", ["standard", "hidden"])
def test_one_more_step_after_another_is_gradient_descent(
    name: str, opened: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """Five steps: the losses of Python's five, each below the one before, and the sixth new weight in every digit."""
    report: Report = request.getfixturevalue(f"{name}_report")
    network, inputs, losses, first = report.sample.network, dict(report.example.inputs), [], 0.0
    formulas = accurate_formulas(report.sample)
    with jax.disable_jit():
        for _ in range(6):
            example = work_example(network, formulas, inputs, report.example.learning_rate)
            losses.append(example.loss)
            inputs |= example.updated
            first = float(np.ravel(example.updated[network.parameters[0].name])[0])
    taken, weight, left, hidden = opened(page=request.getfixturevalue(f"{name}_page")).execute_script(STEPS)
    assert taken == pytest.approx(losses, abs=1e-11) and taken == sorted(taken, reverse=True)
    assert float(weight) == pytest.approx(first, rel=1e-11)
    assert (left, hidden) == ([], True)


MOVE = """
const [selector, value] = arguments, control = document.querySelector(selector);
if (control.type === "radio") control.click();
else { control.value = value; control.dispatchEvent(new Event("input", { bubbles: true })); }
const texts = (name) => [...document.querySelectorAll(`${name} input[type=text]`)].map((e) => e.value);
return [texts("[data-rate]"), texts("[data-tensor=x]"), texts("[data-tensor=y]")];
"""


NEWTON = """
for (let step = 0; step < 3; step += 1) document.querySelector(".bp-play-newton").click();
return [...document.querySelectorAll(".bp-play-losses li span[title]")].map((e) => Number(e.title));
"""


def test_newton_steps_go_to_the_bottom_of_the_parabola(
    opened: Callable[..., Any], standard_report: Report, standard_page: str
) -> None:
    """Three of them, against NumPy with the Hessian of JAX; the step along what does not curve is 0."""
    browser = opened(page=standard_page)
    losses = browser.execute_script(NEWTON)
    network, inputs = standard_report.sample.network, dict(standard_report.example.inputs)
    loss = jax.jit(loss_of(network))

    def at(weights: np.ndarray) -> jax.Array:
        return loss({**inputs, "W": weights.reshape(inputs["W"].shape)})

    weights = np.ravel(inputs["W"]).astype(float)
    expected = [float(at(weights))]
    for _ in range(3):
        step = np.linalg.pinv(jax.hessian(at)(weights), rcond=1e-9) @ jax.grad(at)(weights)
        weights = np.array([float(f"{value:.5g}") for value in weights - step])  # what the fields then show
        expected.append(float(at(weights)))
    assert losses == pytest.approx(expected, rel=1e-4)
    assert losses == sorted(losses, reverse=True)


def test_sliders_and_the_choice_of_the_label_write_into_the_fields(
    opened: Callable[..., Any], standard_page: str
) -> None:
    """The step size, a feature, and which of the labels is the right one."""
    browser = opened(page=standard_page)
    assert browser.execute_script(MOVE, "[data-rate] [type=range]", "0.5")[0] == ["0.5"]
    assert browser.execute_script(MOVE, "[data-tensor=x][data-entry='2'] [type=range]", "-1")[1][1] == "-1"
    assert browser.execute_script(MOVE, "td:nth-child(4) > [type=radio]", "")[2] == ["0", "0", "1"]
    assert "0.5 before" not in browser.find_element("css selector", ".bp-play-result").text
    assert browser.get_log("browser") == []


def test_a_script_of_another_source_does_not_run(opened: Callable[..., Any], standard_page: str) -> None:
    """The policy names our scripts by their hashes: one changed character, and the playground stays still."""
    assert standard_page.count("Math.log1p") > 0
    browser = opened(page=standard_page.replace("Math.log1p", "Math.log2", 1))
    assert browser.execute_script("return document.querySelectorAll('.bp-play input').length") == 0
    assert any("Content Security Policy" in entry["message"] for entry in browser.get_log("browser"))


def test_a_network_with_too_many_weights_says_so(standard_report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence instead of fields; the page then has no script for them."""
    assert len(play_scripts([play(standard_report)])) == 1
    monkeypatch.setattr("reports.lesson.play.program.LARGEST_WEIGHT_COUNT", 11)
    section = play(standard_report)
    (sentence,) = section.blocks
    assert isinstance(sentence, Paragraph) and Words("12 weights are more than 11") in sentence.parts
    assert play_scripts([section]) == []
