"""``backproof derive``: one gradient as checked steps. Never imports JAX."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ..system.standard_output import write_line
from .arguments import (
    OUTPUT,
    Bias,
    Classes,
    Features,
    Hidden,
    Json,
    LogBase,
    NetworkFile,
    Reduction,
    network_options,
    output_form,
)

if TYPE_CHECKING:
    from derive.gradient.derivation import Derivation
    from derive.gradient.elements import Element
    from derive.network.definitions import Network

    from ..options.options import NetworkOptions

FORMATS = ("text", "latex", "markdown", "json")


def run(
    wrt: Annotated[str, typer.Option(metavar="NAME", help="Differentiate with respect to this tensor.")] = "",
    of: Annotated[str, typer.Option(metavar="NAME", help="What is differentiated (default: the loss).")] = "",
    one_sample: Annotated[bool, typer.Option("--one-sample", help="One data point instead of a batch.")] = False,
    features: Features = 4,
    classes: Classes = 3,
    network: NetworkFile = None,
    bias: Bias = None,
    log_base: LogBase = None,
    reduction: Reduction = None,
    hidden: Hidden = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="|".join(FORMATS), help="How to print it (default text).", rich_help_panel=OUTPUT
        ),
    ] = None,
    json: Json = False,
) -> int:
    """Derive one gradient, every step with its rule and its check."""
    chosen = output_form(form, json, FORMATS)
    options = network_options(network, bias, log_base, reduction, hidden)
    from derive.gradient.backward import derive_gradient

    from ..options.networks import network_of

    whole, sample = network_of(options, batch=not one_sample), network_of(options, batch=False)
    derivation = derive_gradient(whole, wrt=wrt or whole.parameters[0].name, of=of or None)
    sizes = {"D": features, "K": classes}
    elements = _elements(derivation, sample, options, sizes) if chosen != "latex" else []
    write_line(_written(derivation, elements, sample, chosen))
    return 0


def _elements(derivation: Derivation, sample: Network, options: NetworkOptions, sizes: dict[str, int]) -> list[Element]:
    """The explicit gradients of one sample's loss, where they are few enough and ``wrt`` is a parameter."""
    from derive.gradient.backward import derive_gradient
    from derive.gradient.elements import explicit_elements

    from ..options.networks import concrete_sizes, too_many_elements

    if derivation.of != derivation.network.output or derivation.wrt not in derivation.network.parameters:
        return []
    concrete = concrete_sizes(sample, options, sizes)
    reason = too_many_elements(sample, derivation.wrt.name, concrete)
    if reason:
        sys.stderr.write(f"note: {reason}\n")
        return []
    return list(explicit_elements(derive_gradient(sample, wrt=derivation.wrt.name), concrete))


def _written(derivation: Derivation, elements: list[Element], sample: Network, form: str) -> str:
    from ..formats.derivation import as_latex, as_markdown, as_text
    from ..formats.json.derivation import derivation_document
    from ..system.json_text import json_text

    if form == "json":
        return json_text(derivation_document(derivation, elements, sample))
    return {"text": as_text, "latex": as_latex, "markdown": as_markdown}[form](derivation, elements, sample)
