"""``backproof compare``: the derived gradient against autodiff, on data."""

from __future__ import annotations

from ..options.options import LearningOptions, Options
from ..system.standard_output import write_line
from .arguments import (
    DATA_DEFAULTS,
    L1,
    L2,
    LEARNING_DEFAULTS,
    At,
    Bias,
    Data,
    Dtype,
    Epochs,
    Form,
    Hidden,
    Json,
    LabelSmoothing,
    LearningRate,
    LogBase,
    Logits,
    Loss,
    NetworkFile,
    Reduction,
    Seed,
    Standardise,
    Target,
    Task,
    Temperature,
    Weights,
    data_options,
    network_options,
)
from .logits import compare_at_logits

DISAGREED = 1


def run(
    data: Data = DATA_DEFAULTS.name,
    target: Target = None,
    standardise: Standardise = False,
    task: Task = DATA_DEFAULTS.task,
    weights: Weights = None,
    logits: Logits = None,
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
    dtype: Dtype = LEARNING_DEFAULTS.dtype,
    seed: Seed = LEARNING_DEFAULTS.seed,
    epochs: Epochs = LEARNING_DEFAULTS.epochs,
    learning_rate: LearningRate = LEARNING_DEFAULTS.learning_rate,
    at: At = LEARNING_DEFAULTS.at,
    form: Form = LEARNING_DEFAULTS.form,
    json: Json = False,
) -> int:
    """Compare the derived gradient with autodiff of two models, for every weight."""
    options = Options(
        network_options(network, bias, log_base, reduction, hidden, loss, l1, l2, label_smoothing, temperature),
        data_options(data, target, standardise, task, weights, logits),
        LearningOptions(dtype, seed, epochs, learning_rate, at, form),
    )
    if logits:
        return compare_at_logits(options, json)
    from ..pipeline import STAGES, build_report
    from ..system.progress import progress

    with progress(STAGES, quiet=json) as announce:
        built = build_report(options, "compare", announce)
    if json:
        from ..formats.json.comparison import comparison_document
        from ..system.json_text import json_text

        write_line(json_text(comparison_document(built)))
    else:
        from ..formats.plain.terminal import comparison_text, wants_colour

        write_line(comparison_text(built, wants_colour()))
    return 0 if built.comparison.verdict == "agree" else DISAGREED
