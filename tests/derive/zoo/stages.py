"""What each formula of the zoo goes through: derivation, proofs, exact numbers, LaTeX and back."""

from __future__ import annotations

from functools import cache

from derive.algebra.canonical import equal_for_every_size
from derive.gradient.backward import derive_gradient
from derive.gradient.checking import StepChecker
from derive.gradient.derivation import Derivation
from derive.network.definitions import Network
from derive.proof.small_sizes import exact_check
from derive.reading.formula import Glossary, read_formula
from derive.reading.formula.glossary import Meaning

from .author_text import sides
from .network_text import Entry

CLOSE = 1e-9  # the numbers are about 1, their slopes are exact but for rounding


@cache
def derived(entry: Entry, text: str) -> Derivation:
    """The derivation of what stands on the left of the expected formula."""
    (above, _), (below, _), _ = sides(text)
    return derive_gradient(entry.network, below, above)


def reads_well(entry: Entry, text: str) -> None:
    """The formula is, letter by letter, the one that an author writes."""
    assert str(derived(entry, text).formula) == text


def steps_hold_for_every_size(entry: Entry, text: str) -> None:
    """Every step is proved, and for every size."""
    steps = derived(entry, text).steps
    assert steps
    assert [step.rule for step in steps if not step.check.proved] == []
    assert [step.rule for step in steps if "every size" not in step.check.method] == []


def exact_at_small_sizes(entry: Entry, text: str) -> None:
    """The result is the derivative of the definitions, by exact dual numbers that no step of the derivation uses."""
    derivation = derived(entry, text)
    verdict = exact_check(
        derivation.network,
        derivation.formula.left,
        derivation.formula.value,
        conditions=derivation.formula.conditions,
    )
    assert verdict.proved, verdict


def has_the_numbers_of_the_definitions(entry: Entry, text: str) -> None:
    """The printed line, read as a person reads it, has the slopes of the definitions' own text."""
    pairs = list(entry.differences(str(derived(entry, text).formula)))
    assert all(abs(said - slope) <= CLOSE * (1 + abs(slope)) for said, slope in pairs)


def reads_back(entry: Entry, text: str) -> None:
    """LaTeX, and back through the reader with the network's letters, is an equal formula."""
    network, formula = derived(entry, text).network, derived(entry, text).formula
    latex = formula.latex.split(" = ", 1)[1]
    found = read_formula(latex, letters_of(network), syntax="latex").expression
    same = found == formula.value or equal_for_every_size(found, formula.value)
    assert same or StepChecker(network).check(found, formula.value).proved, f"{latex} was read as {found}"


def letters_of(network: Network) -> Glossary:
    """The network's own letters and sizes and no others: σ before a bracket is the function."""
    sizes = {str(size) for axis in network.axes for size in axis.size_symbols}
    return Glossary({**Glossary.of_network(network).letters, **{s: Meaning(s, "size") for s in sizes}}, usual=False)


STAGES = (
    reads_well,
    steps_hold_for_every_size,
    exact_at_small_sizes,
    has_the_numbers_of_the_definitions,
    reads_back,
)
