"""``backproof export``: every formula by a speaking name, for other people's material. Never imports JAX."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..options.words import one_of
from ..system.standard_output import write_line
from .arguments import (
    L1,
    L2,
    OUTPUT,
    Bias,
    Classes,
    Colour,
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
    writing_options,
)

FORMATS = ("tex", "beamer", "myst", "quarto", "katex", "mathjax", "html")


def run(
    model: Model = None,
    shapes: Shapes = None,
    roles: Roles = None,
    to: Annotated[str, typer.Option(metavar="|".join(FORMATS), help="For what.", rich_help_panel=OUTPUT)] = "tex",
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write to.", rich_help_panel=OUTPUT)] = Path(
        "backproof-formulas"
    ),
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
    json: Json = False,
) -> int:
    """Write every formula under a speaking key, with an example that shows it in use."""
    one_of("target", to, FORMATS)
    writing = writing_options(letters, notation, layout, colour)
    options = network_options(
        network, bias, log_base, reduction, hidden, loss, l1, l2, label_smoothing, temperature, writing,
        OwnFunction(model, shapes, roles),
    )  # fmt: skip
    from ..export.catalogue import catalogue
    from ..export.targets import TARGETS
    from ..system.output_files import check_writable, write_files

    check_writable(out)
    sizes, target = {"D": features, "K": classes}, TARGETS[to]
    found = catalogue(options, sizes)
    if target.drawn:
        from ..export.numbers import with_numbers
        from ..export.slides import with_drawing

        found = with_numbers(with_drawing(found, options, sizes), options, sizes)
    written = write_files(out, {name: text.encode() for name, text in target.written(found).items()})
    keys = [entry.key for entry in found.entries]
    if json:
        from ..system.json_text import json_text

        write_line(json_text({"files": sorted(map(str, written)), "keys": keys}))
        return 0
    from ..system.visible_text import visible

    write_line(f"wrote {len(written)} files with {len(keys)} formulas; see {visible(str(out / target.example))}")
    return 0
