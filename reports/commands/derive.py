"""``backproof derive``: one gradient as checked steps. It imports JAX only for a function of the user's."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from derive.errors import UsageError

from ..system.standard_output import write_line
from .arguments import (
    L1,
    L2,
    OUTPUT,
    Axes,
    Bias,
    Cache,
    Classes,
    Colour,
    Examples,
    Features,
    Hidden,
    Json,
    LabelSmoothing,
    Layout,
    Letters,
    LogBase,
    Loss,
    Model,
    NetworkFile,
    Notation,
    OwnFunction,
    Reduction,
    Roles,
    Shapes,
    Temperature,
    network_options,
    output_form,
    writing_options,
)

if TYPE_CHECKING:
    from derive.gradient.derivation import Derivation
    from derive.gradient.element import Element
    from derive.gradient.relatives.family import SecondOrder
    from derive.gradient.second_order import SecondDerivation
    from derive.keeping.proofs import Proofs
    from derive.network.definitions import Network

    from ..options.options import NetworkOptions

Second = Annotated[
    str, typer.Option(metavar="NAME", help="Differentiate the gradient once more, with respect to this tensor.")
]
Relatives = Annotated[
    bool,
    typer.Option("--relatives", help="With --second: Gauss–Newton, Fisher, bounds, products, with proofs."),
]
FORMATS = ("text", "latex", "markdown", "json")
COLOURLESS = ("markdown", "json")  # GitHub refuses most colours; a program reads letters


def run(
    model: Model = None,
    shapes: Shapes = None,
    roles: Roles = None,
    data: Examples = None,
    axes: Axes = None,
    wrt: Annotated[str, typer.Option(metavar="NAME", help="Differentiate with respect to this tensor.")] = "",
    second: Second = "",
    relatives: Relatives = False,
    of: Annotated[str, typer.Option(metavar="NAME", help="What is differentiated (default: the loss).")] = "",
    one_sample: Annotated[bool, typer.Option("--one-sample", help="One data point instead of a batch.")] = False,
    features: Features = 4,
    classes: Classes = 3,
    network: NetworkFile = None,
    bias: Bias = None,
    log_base: LogBase = None,
    reduction: Reduction = None,
    hidden: Hidden = None,
    loss: Loss = None,
    l1: L1 = None,
    l2: L2 = None,
    label_smoothing: LabelSmoothing = None,
    temperature: Temperature = None,
    letters: Letters = None,
    notation: Notation = None,
    layout: Layout = None,
    colour: Colour = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="|".join(FORMATS), help="How to print it (default text).", rich_help_panel=OUTPUT
        ),
    ] = None,
    cache: Cache = True,
    json: Json = False,
) -> int:
    """Derive one gradient, or a second derivative, every step with its rule and its check."""
    _need_second(relatives, second)
    chosen = output_form(form, json, FORMATS)
    writing = writing_options(letters, notation, layout, colour)
    function = OwnFunction(model, shapes, roles, wrt, data, axes)
    options = network_options(
        network, bias, log_base, reduction, hidden, loss, l1, l2, label_smoothing, temperature, writing, function
    )
    if chosen in COLOURLESS:
        options = replace(options, writing=replace(options.writing, colour=False))
    from ..kept_proofs import proofs_for

    whole = _whole(options, one_sample)
    target, other = (options.translation.tensor_name(name) if options.translation else name for name in (wrt, second))
    target = target or _first(whole)
    if other:
        family = _family(whole, target, other, of) if relatives else None
        write_line(_second_written(whole.hessian(target, other, of or None), family, chosen, options))
        return 0
    proofs = proofs_for(cache)
    derivation = proofs.gradients(whole, (target,), of or None)[target]
    _deliver(proofs, derivation, chosen, options, {"D": features, "K": classes})
    return 0


def _deliver(proofs: Proofs, derivation: Derivation, form: str, options: NetworkOptions, sizes: dict[str, int]) -> None:
    """Write the derivation, with the gradient of each weight where that has a place; say whether proofs were kept."""
    from ..kept_proofs import say_kept
    from ..options.networks import one_sample_of

    sample = one_sample_of(options)
    elements = _elements(proofs, derivation, sample, options, sizes) if sample and form != "latex" else ()
    write_line(_written(derivation, elements, sample or derivation.network, form, options))
    say_kept(proofs)


def _whole(options: NetworkOptions, one_sample: bool) -> Network:
    """The network of a batch, or of one sample where that is asked for.

    Raises:
        UsageError: one sample of a network that is described by its definitions.
    """
    from ..options.networks import network_of

    if one_sample and options.described:
        raise UsageError("--one-sample beside definitions", hint="write the definitions of one sample instead")
    return network_of(options, batch=not one_sample)


def _first(network: Network) -> str:
    """The first parameter.

    Raises:
        UsageError: the network has none.
    """
    if not network.parameters:
        raise UsageError(
            "the network has no parameter", hint="name a tensor with --wrt, or give one the role parameter"
        )
    return network.parameters[0].name


def _elements(
    proofs: Proofs, derivation: Derivation, sample: Network, options: NetworkOptions, sizes: dict[str, int]
) -> tuple[Element, ...]:
    """The explicit gradients of one sample's loss, where they are few enough and ``wrt`` is a parameter."""
    from ..options.networks import concrete_sizes, too_many_elements

    outer = derivation.of != derivation.network.output or derivation.wrt not in derivation.network.parameters
    if outer:
        return ()
    concrete = concrete_sizes(sample, options, sizes)
    reason = too_many_elements(sample, derivation.wrt.name, concrete)
    if reason:
        sys.stderr.write(f"note: {reason}\n")
        return ()
    return proofs.elements(sample, derivation.wrt.name, concrete)


def _need_second(relatives: bool, second: str) -> None:
    """Relatives are those of a second derivative.

    Raises:
        UsageError: none is asked for.
    """
    if relatives and not second:
        raise UsageError(
            "--relatives without --second", hint="they are those of a second derivative: add --second NAME"
        )


def _family(network: Network, wrt: str, second: str, of: str) -> SecondOrder:
    """The relatives of the second derivative.

    Raises:
        UsageError: they are asked of another tensor than the loss.
    """
    if of and of != network.output.name:
        raise UsageError(f"--relatives are those of the loss {network.output.name}", hint="leave out --of")
    found: SecondOrder = network.second_order(wrt, second)
    return found


def _second_written(found: SecondDerivation, family: SecondOrder | None, form: str, options: NetworkOptions) -> str:
    from ..formats.json.derivation import relatives_document, second_derivation_document
    from ..formats.second_derivation import relatives_as_markdown, second_as_latex, second_as_markdown
    from ..system.json_text import json_text

    if form == "json":
        more = {"relatives": relatives_document(family)} if family else {}
        return json_text(_with_translation(second_derivation_document(found) | more, options))
    if form == "latex":
        return second_as_latex(found, family)
    if form == "markdown":
        return "\n\n".join([second_as_markdown(found), *([relatives_as_markdown(family)] if family else [])])
    from derive.gradient.relatives.family_text import relatives_text

    return "\n\n".join([_below_translation(str(found), options), *([relatives_text(family)] if family else [])])


def _with_translation(document: dict[str, Any], options: NetworkOptions) -> dict[str, Any]:
    """The document, beside it how the user's function was read where the network is one."""
    made = options.translation
    if made is None:
        return document
    from ..formats.translation import translation_document

    return document | {"translation": translation_document(made, options.function)}


def _below_translation(text: str, options: NetworkOptions) -> str:
    made = options.translation
    if made is None:
        return text
    from ..formats.translation import translation_text

    return f"{translation_text(made, options.function)}\n{text}"


def _written(
    derivation: Derivation, elements: tuple[Element, ...], sample: Network, form: str, options: NetworkOptions
) -> str:
    from ..formats.derivation import as_latex, as_markdown, as_text

    if form == "json":
        from ..formats.json.derivation import derivation_document
        from ..system.json_text import json_text

        return json_text(_with_translation(derivation_document(derivation, elements, sample), options))
    if form == "text":
        return _below_translation(as_text(derivation, elements, sample), options)
    return {"latex": as_latex, "markdown": as_markdown}[form](derivation, elements, sample)
