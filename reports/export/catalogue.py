"""The catalogue: every formula of a network under a key that says what it is, such as ``gradient/W/matrix``.

Keys stay the same from run to run and from network to network: who embeds ``gradient/W`` once finds it again
after the network was given a bias or another loss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.algebra.folding import unfold
from derive.errors import UsageError
from derive.gradient.backward import derive_gradients
from derive.gradient.elements import explicit_elements
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.writing.latex import condition_latex, definition_latex, equation_latex, formula_latex, latex, step_latex
from derive.writing.matrix_notation import matrix_notation
from derive.writing.naming import tensor_name
from derive.writing.text import named_text, text

from ..lesson.titles import network_title
from ..options.networks import concrete_sizes, network_of, one_sample_of, sample_of, too_many_elements
from ..system.visible_text import visible
from .entries import Catalogue, Entry

if TYPE_CHECKING:
    from derive.gradient.derivation import Derivation
    from derive.network.definitions import Network

    from ..options.options import NetworkOptions

SIZES = {"D": 4, "K": 3}


def catalogue(options: NetworkOptions, sizes: Mapping[str, int] = SIZES, *, elements: bool = True) -> Catalogue:
    """Every formula of the network: definitions, loss, conditions, gradients with their steps, Jacobians, elements.

    Jacobians and the explicit gradients of each weight are those of one sample, and left out where a layer needs
    more of them; all others are of N samples. ``sizes`` decide how many weights there are. Writing out each of them
    takes most of the time: ``elements`` says whether that is wanted. What is held has no derivative.

    Raises:
        UsageError: the loss depends on no parameter.

    >>> from ..options.options import NetworkOptions
    >>> catalogue(NetworkOptions())["gradient/W/matrix"].latex
    '\\\\frac{\\\\partial E}{\\\\partial W} = \\\\frac{1}{N} \\\\left(P - Y\\\\right)^\\\\top X'
    """
    from ..options.options import Options

    whole, sample = network_of(options, batch=True), sample_of(options)
    single = one_sample_of(options)
    inner = [t for t in whole.tensors if t.role in (Role.PARAMETER, Role.INTERMEDIATE)]
    wanted = [t.name for t in inner if whole.depends(whole.output, t)]
    parameters = tuple(t.name for t in whole.parameters if t.name in wanted)
    if not parameters:
        raise UsageError(
            f"{whole.output.name} depends on no parameter",
            hint="give a tensor that it depends on the role parameter: each page shows a gradient",
        )
    derivations = derive_gradients(whole, wanted)
    entries = (
        *_definitions(whole),
        *(entry for name in reversed(wanted) for entry in _gradient(derivations[name])),
        *(entry for name in parameters for entry in _steps(derivations[name])),
        *(_jacobians(sample, wanted) if sample else ()),
        *(_elements(single, options, sizes) if single and elements else ()),
    )
    # The words of a network's author stand in comments and on pages: one line each, and nothing in them acts.
    told = tuple(replace(entry, title=visible(entry.title), note=visible(entry.note)) for entry in entries)
    return Catalogue(told, parameters, Options(options).command("export"), visible(network_title(whole)))


def _entry(key: str, title: str, equation: str) -> Entry:
    left, _, right = equation.partition(" = ")
    return Entry(key, title, left, (right,))


def _definitions(network: Network) -> Iterator[Entry]:
    for definition in network.definitions:
        name = definition.tensor.name
        yield _entry(f"definition/{name}", f"{definition.tensor.meaning} ({definition.stage})", _defined(name, network))
    loss = network.definitions[-1].value
    for definition in reversed(network.definitions[:-1]):
        if definition.tensor.role is Role.LOSS:
            loss = unfold(loss, definition)
    yield _entry("loss", "the loss, written out", equation_latex(network.output.at(), loss, network))
    for condition in network.conditions:
        if condition.one_hot:
            continue  # no equation says it
        key = f"condition/{condition.name.replace(' ', '-')}"
        yield _entry(key, f"condition: {condition.name}", condition_latex(condition, network))


def _defined(name: str, network: Network) -> str:
    definition = network.definition(name)
    assert definition is not None
    return definition_latex(definition, network)


def _gradient(derivation: Derivation) -> Iterator[Entry]:
    network, name = derivation.network, derivation.wrt.name
    called = _called(derivation.wrt, network)
    key, title = f"gradient/{name}", f"gradient with respect to the {derivation.wrt.meaning} {called}"
    names = " and ".join(condition.name for condition in derivation.formula.conditions)
    yield _entry(key, title + (f", when {names}" if names else ""), formula_latex(derivation.formula, network))
    if names:
        yield _entry(f"{key}/general", f"{title}, for any labels", formula_latex(derivation.general, network))
    matrix = matrix_notation(derivation.formula, network)
    if matrix:
        yield _entry(f"{key}/matrix", f"{title}, in matrices", matrix.equation_latex())
    if derivation.wrt.role is Role.PARAMETER:
        entry = latex(derivation.wrt.at(*derivation.wrt.indices), network)
        below = latex(Partial(derivation.of.at(), derivation.wrt.at(*derivation.wrt.indices)), network)
        step = rf"{entry} - \alpha {below}"
        yield Entry(f"update/{name}", f"one step of gradient descent for {called}", entry, (step,), r"\leftarrow")


def _called(tensor: Tensor, network: Network) -> str:
    """The name of a tensor in a title: where the network is spelled, as it is shown."""
    return named_text(tensor_name(tensor.name, network)) if network.spelling else tensor.name


def _steps(derivation: Derivation) -> Iterator[Entry]:
    for number, step in enumerate(derivation.steps, start=1):
        left, before, after = step_latex(step, derivation.network)
        rights = (after,) if before == left else (before, after)
        yield Entry(f"step/{derivation.wrt.name}/{number}", step.rule.title, left, rights, note=step.rule.explanation)


def _jacobians(sample: Network, wanted: Iterable[str]) -> Iterator[Entry]:
    names = frozenset(wanted)
    for definition in sample.definitions:
        above = definition.tensor.name
        direct = [t for t in sample.tensors_in(definition.value) if t.name in names]
        parts = [t.name for t in direct if sample.depends(definition.tensor, t)]
        for below, derivation in derive_gradients(sample, parts, of=above).items() if parts else ():
            whole, part = (_called(sample.tensor(one), sample) for one in (above, below))
            key, title = f"jacobian/{above}-{below}", f"derivative of {whole} with respect to {part}, one sample"
            yield _entry(key, title, formula_latex(derivation.formula, sample))
            matrix = matrix_notation(derivation.formula, sample)
            if matrix:
                yield _entry(f"{key}/matrix", f"{title}, in matrices", matrix.equation_latex())


def _elements(sample: Network, options: NetworkOptions, sizes: Mapping[str, int]) -> Iterator[Entry]:
    concrete = concrete_sizes(sample, options, sizes)
    few = [t.name for t in sample.parameters if not too_many_elements(sample, t.name, concrete)]
    for name, derivation in derive_gradients(sample, few).items() if few else ():
        for element in explicit_elements(derivation, concrete):
            left = Partial(sample.output.at(), element.tensor.at(*element.indices))
            key = "-".join([f"element/{name}", *map(str, element.indices)])
            entry = element.tensor.at(*element.indices)
            called = text(entry, sample) if sample.spelling else element.name
            title = f"gradient with respect to {called}, one sample"
            yield _entry(key, title, equation_latex(left, element.by_formula, sample))
