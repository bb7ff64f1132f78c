"""The page's program for each network of the zoo, run by Chromium: against a reading that knows nothing of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement
from typing import Any

import pytest

from derive.errors import UnsupportedFormula
from derive.gradient.backward import derive_gradients
from numeric.lowering.scalars.limits import TooManyElements
from reports.lesson.play.program import PrintedProgram, print_program
from reports.lesson.play.section import formulas_of
from reports.second_symbols import nearest_parameters
from tests.derive.zoo.catalogue import ENTRIES
from tests.derive.zoo.network_text import Entry
from tests.derive.zoo.plain_numbers import Arrays

CLOSE, SMALL = 1e-12, 1e-15
STEP = 1e-5
RUN = "const [source, numbers] = arguments; return (0, eval)(`(${source})`).values(numbers);"
NOT_SCALAR = {"Hessian of the linear classifier", "Hessian of a hidden layer"}
UNKNOWN = {"an unknown loss of the error", "an unknown activation"}
OF_MANY = {"batch norm in training"}
PLAYED = [entry for entry in ENTRIES if entry.title not in NOT_SCALAR | UNKNOWN]


def one_sample(entry: Entry) -> Entry:
    """The network with one row where it has rows that do not need each other, and other sizes as they are."""
    return entry if entry.title in OF_MANY else replace(entry, sizes={**entry.sizes, "N": 1})


def printed(entry: Entry, *curved: str) -> PrintedProgram:
    """What the page would run, with the second derivatives by these parameters."""
    network = entry.network
    derivations = derive_gradients(network, [tensor.name for tensor in network.parameters])
    sizes = {name: size for name, size in entry.numbers.items() if name.isidentifier()}
    second = {pair: network.hessian(*pair).general for pair in combinations_with_replacement(curved, 2)}
    return print_program(network, formulas_of(network, derivations), sizes, second)


def flat(arrays: Arrays, names: list[str], program: PrintedProgram) -> list[float]:
    """The numbers of these tensors, entry by entry."""
    return [float(arrays[name][at].value) for name in names for at in program.positions[name]]


@pytest.mark.parametrize("entry", [one_sample(entry) for entry in PLAYED], ids=lambda entry: entry.title)
def test_the_page_computes_what_the_definitions_say(entry: Entry, browser: Any) -> None:
    """Every value of the forward pass, and the slope of the loss by every weight."""
    program, network, arrays = printed(entry), entry.network, entry.forward(3)
    given = flat(arrays, [tensor.name for tensor in network.given], program)
    found = browser.execute_script(RUN, program.source, given)
    forward = flat(arrays, [definition.tensor.name for definition in network.definitions], program)
    assert found["forward"] == pytest.approx(forward, rel=CLOSE, abs=SMALL)
    places = [(tensor.name, at) for tensor in network.parameters for at in program.positions[tensor.name]]
    slopes = [entry.forward(3, place)[network.output.name][()].slope for place in places]
    assert found["gradient"] == pytest.approx(slopes, rel=CLOSE, abs=SMALL)


@pytest.mark.parametrize("entry", [one_sample(entry) for entry in PLAYED], ids=lambda entry: entry.title)
def test_the_page_computes_how_the_slopes_change(entry: Entry, browser: Any) -> None:
    """Each second derivative by the parameters next to the loss: as the differences of the slopes themselves say."""
    network, arrays = entry.network, entry.forward(3)
    program = printed(entry, *nearest_parameters(network))
    given = flat(arrays, [tensor.name for tensor in network.given], program)
    found = iter(browser.execute_script(RUN, program.source, given)["hessian"])
    for place, name in enumerate(program.curved):
        moved = [list(given), list(given)]
        for numbers, step in zip(moved, (STEP, -STEP), strict=True):
            numbers[program.given.index(name)] += step
        ahead, behind = (browser.execute_script(RUN, program.source, numbers)["gradient"] for numbers in moved)
        for other in program.curved[place:]:
            at = program.gradient.index(other)
            assert next(found) == pytest.approx((ahead[at] - behind[at]) / (2 * STEP), rel=1e-5, abs=1e-7)
    assert next(found, None) is None


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.title in UNKNOWN], ids=lambda entry: entry.title)
def test_of_an_unknown_function_there_is_no_program(entry: Entry) -> None:
    """Nothing can be computed, and it is said with the function's name."""
    with pytest.raises(UnsupportedFormula, match=r"no scalar code is known for (f|ell)"):
        printed(entry)


def test_a_network_that_is_too_large_has_no_program() -> None:
    """Attention over many words: the limit is said, and found before anything is printed."""
    heads = next(entry for entry in ENTRIES if entry.title == "one attention head")
    with pytest.raises(TooManyElements, match="weights are more than 200"):
        printed(replace(heads, sizes={"D": 30, "H": 8}))
