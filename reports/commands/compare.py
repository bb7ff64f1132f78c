"""``backproof compare``: the derived gradient against autodiff, on data."""

from __future__ import annotations

from ..options.options import LearningOptions, NetworkOptions, Options
from ..system.standard_output import write_line
from .arguments import (
    DATA_DEFAULTS,
    L1,
    L2,
    LEARNING_DEFAULTS,
    At,
    Axes,
    Bias,
    Cache,
    CompareSecond,
    Data,
    Devices,
    Dtype,
    Epochs,
    Form,
    Hidden,
    Hosts,
    Json,
    LabelSmoothing,
    LearningRate,
    LogBase,
    Logits,
    Loss,
    Model,
    NetworkFile,
    Reduction,
    Roles,
    Seed,
    Shapes,
    Sizes,
    Standardise,
    Target,
    Task,
    Temperature,
    Weights,
    Wrt,
    beside_a_function,
    data_options,
    network_options,
)
from .hosts import on_hosts
from .logits import compare_at_logits

DISAGREED = 1


def run(
    model: Model = None,
    shapes: Shapes = None,
    roles: Roles = None,
    wrt: Wrt = "",
    sizes: Sizes = None,
    axes: Axes = None,
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
    devices: Devices = LEARNING_DEFAULTS.devices,
    hosts: Hosts = "",
    cache: Cache = True,
    second: CompareSecond = LEARNING_DEFAULTS.second,
    json: Json = False,
) -> int:
    """Compare the derived gradient with autodiff of two models, or of your own function, for every weight."""
    if model is not None:
        beside_a_function(
            model, network=network, bias=bias, log_base=log_base, reduction=reduction, hidden=hidden, loss=loss, l1=l1,
            l2=l2, label_smoothing=label_smoothing, temperature=temperature, target=target, weights=weights,
            logits=logits,
        )  # fmt: skip
        own = NetworkOptions(function=model, shapes=shapes or "", roles=roles or "")
        return _compare_function(
            own, LearningOptions(dtype, seed, second=second), wrt, (sizes or "", axes or ""), data, json
        )
    options = Options(
        network_options(network, bias, log_base, reduction, hidden, loss, l1, l2, label_smoothing, temperature),
        data_options(data, target, standardise, task, weights, logits),
        LearningOptions(dtype, seed, epochs, learning_rate, at, form, second, devices),
    )
    if logits:
        return compare_at_logits(options, json)
    return on_hosts(hosts, devices, lambda: _compare_on_data(options, json, cache, hosts))


def _compare_on_data(options: Options, json: bool, cache: bool, hosts: str) -> int:
    from ..kept_numbers import numbers_for
    from ..kept_proofs import proofs_for, say_kept
    from ..pipeline import STAGES, build_report
    from ..system.progress import progress

    with progress(STAGES, quiet=json) as announce:
        proofs, kept = proofs_for(cache), numbers_for(cache, hosts)
        built = build_report(options, "compare", announce, proofs, kept)
    say_kept(proofs, numbers=kept.taken)
    if json:
        from ..formats.json.comparison import comparison_document
        from ..system.json_text import json_text

        write_line(json_text(comparison_document(built)))
    else:
        from ..formats.plain.terminal import comparison_text, wants_colour

        write_line(comparison_text(built, wants_colour()))
    return 0 if built.comparison.verdict == "agree" else DISAGREED


def _compare_function(
    network: NetworkOptions, learning: LearningOptions, wrt: str, sizes: tuple[str, str], data: str, json: bool
) -> int:
    from ..function_comparison import compare_function

    options = Options(network, learning=learning)
    found = compare_function(options, wrt, *sizes, "" if data == DATA_DEFAULTS.name else data)
    if json:
        from ..formats.json.comparison import function_document
        from ..system.json_text import json_text

        write_line(json_text(function_document(found)))
    else:
        from ..formats.plain.terminal import function_text, wants_colour

        write_line(function_text(found, wants_colour()))
    return 0 if found.comparison.verdict == "agree" else DISAGREED
