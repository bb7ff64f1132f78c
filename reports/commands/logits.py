"""``backproof compare --logits FILE``: the gradient at a user's own logits, without a model."""

from __future__ import annotations

from pathlib import Path

from derive.errors import UsageError

from ..options.options import DataOptions, LearningOptions, NetworkOptions, Options
from ..system.standard_output import write_line

DISAGREED = 1
BELOW = ("bias", "hidden", "l1", "l2", "reduction")


def compare_at_logits(options: Options, as_json: bool) -> int:
    """Compare the slope of the loss by the logits in every number format, or in the one that is asked for.

    Raises:
        UsageError: an option says something about a model or about other data.
    """
    _refuse_others(options)
    from numeric.compare.logits_comparison import compare_logits
    from numeric.data.logits_data import read_logits
    from numeric.precision import DTYPES

    from ..options.networks import network_of

    target, dtype = options.data.target, options.learning.dtype
    targets = () if target is None else (target,) if isinstance(target, str) else target
    logits = read_logits(Path(options.data.logits), targets)
    dtypes = tuple(DTYPES) if dtype == LearningOptions().dtype else (dtype,)
    found = compare_logits(logits, network_of(options.network, batch=True), dtypes)
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
    """What lies below the logits, and how their rows are put together, has no meaning here."""
    usual = NetworkOptions()
    below = [name for name in BELOW if getattr(options.network, name) != getattr(usual, name)]
    if below:
        raise UsageError(
            f"--logits begins at the logits, without what is below them, and --{below[0]} was asked for",
            hint="leave it out; --loss, --log-base, --label-smoothing and --temperature say what is above them",
        )
    data = DataOptions(target=options.data.target, logits=options.data.logits)
    learning = LearningOptions(dtype=options.learning.dtype)
    if options.data != data or options.learning != learning:
        raise UsageError(
            "--logits stands for the data and for the weights",
            hint="beside it, only --target and --dtype say something",
        )
