"""The network of a report as the first cell of its notebook: the call that makes it, whatever door it came through."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

from ..options.conventions import ConventionOptions
from ..options.options import FROM_FILE, NetworkOptions

FILE, USUAL = "file", NetworkOptions()


def network_code(options: NetworkOptions, folder: Path) -> str:
    """The lines that make the network; a file of its description is found from ``folder``, where the notebook lies.

    >>> network_code(NetworkOptions(bias=True, log_base="2"), Path())
    "network = derive.classifier(bias=True, log_base='2')"
    >>> print(network_code(NetworkOptions(file="own.toml", layers=("dense", "relu", "dense"), l2="0.1"), Path()))
    from dataclasses import replace
    from reports.options.network_file import read_network_file
    from reports.options.networks import network_of
    <BLANKLINE>
    options = replace(read_network_file('own.toml'), l2='0.1')
    network = network_of(options, batch=True)
    """
    given = _given(options)
    if not options.file and options.writing == ConventionOptions():
        named = {name: value for name, value in given.items() if name != "hidden"}
        named |= {"hidden": options.activations} if options.hidden else {}
        return f"network = derive.classifier({_arguments(named)})"
    needed = []
    if options.writing != ConventionOptions():
        needed.append("from reports.options.conventions import ConventionOptions")
        given["writing"] = options.writing
    if options.file:
        needed.append("from reports.options.network_file import read_network_file")
        asked = f"read_network_file({_seen_from(folder, options.file)!r})"
        asked = f"replace({asked}, {_arguments(given)})" if given else asked
        needed = ["from dataclasses import replace", *needed] if given else needed
    else:
        asked = f"NetworkOptions({_arguments(given)})"
    needed.append("from reports.options.networks import network_of")
    if not options.file:
        needed.append(f"from reports.options.options import {'HiddenLayer, ' if options.hidden else ''}NetworkOptions")
    return "\n".join([*needed, "", f"options = {asked}", "network = network_of(options, batch=True)"])


def _given(options: NetworkOptions) -> dict[str, object]:
    """What is not usual, of that which the command line can say or the data do."""
    names = [field.name for field in fields(options) if field.name not in (*FROM_FILE, FILE) or field.name == "outputs"]
    return {name: found for name in names if (found := getattr(options, name)) != getattr(USUAL, name)}


def _arguments(given: dict[str, object]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in given.items())


def _seen_from(folder: Path, file: str) -> str:
    """A relative path stays one, seen from where the notebook runs."""
    return file if Path(file).is_absolute() else os.path.relpath(file, folder)
