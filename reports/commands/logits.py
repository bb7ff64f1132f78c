"""``backproof compare --logits FILE``: the gradient at a user's own logits, without a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from derive.errors import UsageError

from ..options.options import DataOptions, LearningOptions, Options
from ..system.standard_output import write_line

DISAGREED = 1


def compare_at_logits(options: Options, as_json: bool) -> int:
    """Compare softmax cross-entropy's gradient by the logits in every number format, or in the one that is asked for.

    Raises:
        UsageError: an option says something about a model or about other data.
    """
    _refuse_others(options)
    from numeric.compare.logits_comparison import compare_logits
    from numeric.data.logits_data import read_logits
    from numeric.precision import DTYPES

    target, dtype = options.data.target, options.learning.dtype
    targets = () if target is None else (target,) if isinstance(target, str) else target
    logits = read_logits(Path(options.data.logits), targets)
    dtypes = tuple(DTYPES) if dtype == LearningOptions().dtype else (dtype,)
    found = compare_logits(logits, dtypes, options.log_base)
    if as_json:
        from ..formats.json.logits import logits_document
        from ..system.json_text import json_text

        write_line(json_text(logits_document(found)))
    else:
        from ..formats.plain.logits import logits_text
        from ..formats.plain.terminal import wants_colour

        write_line(logits_text(found, wants_colour()))
    return 0 if found.verdict == "agree" else DISAGREED


def _refuse_others(options: Options) -> None:
    """There is no model, so nothing that describes one has a meaning."""
    network = replace(options.network, log_base="")
    if network != type(network)():
        raise UsageError(
            "--logits compares softmax cross-entropy at given logits, without a network",
            hint="leave the network options out; --log-base may stay",
        )
    data = DataOptions(target=options.data.target, logits=options.data.logits)
    learning = LearningOptions(dtype=options.learning.dtype)
    if options.data != data or options.learning != learning:
        raise UsageError(
            "--logits stands for the data and for the weights",
            hint="beside it, only --target and --dtype say something",
        )
