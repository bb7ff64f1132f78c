"""MyST and Quarto: macros in the front matter, snippets whose equations have labels to refer to."""

from __future__ import annotations

import json
import re

from ..formats.markdown.dialects import escaped
from .entries import Catalogue, Entry
from .target import origin


def myst_files(catalogue: Catalogue) -> dict[str, str]:
    """``macros.yml`` is the ``math`` part of a front matter or of ``myst.yml``; ``example.md`` has it in its own."""
    return {"macros.yml": f"# {origin(catalogue, 'myst')}\n{myst_macros(catalogue)}", "example.md": _myst(catalogue)}


def myst_macros(catalogue: Catalogue) -> str:
    """The macros as YAML; a JSON string is a YAML string."""
    lines = [f"  {json.dumps(chr(92) + entry.macro)}: {json.dumps(entry.latex)}" for entry in catalogue.entries]
    return "\n".join(["math:", *lines]) + "\n"


def quarto_files(catalogue: Catalogue) -> dict[str, str]:
    """``snippets/gradient/W.qmd`` and the rest: each equation has a label such as ``eq-gradient-W``."""
    snippets = {f"snippets/{entry.key}.qmd": _labelled(entry) for entry in catalogue.entries}
    return {**snippets, "example.qmd": _quarto(catalogue)}


def _labelled(entry: Entry) -> str:
    return f"$$\n{entry.latex}\n$$ {{#eq-{entry.label}}}\n"


def _words(entry: Entry) -> str:
    """What comes before a formula: what it is; of a step also its number, and what it does."""
    step = re.fullmatch(r"step/.*/(\d+)", entry.key)
    title, note = escaped(entry.title), escaped(entry.note)
    return f"**{step[1]}. {title}.** {note}" if step else f"{title[:1].upper()}{title[1:]}:"


def _myst(catalogue: Catalogue) -> str:
    first = catalogue.parameters[0]
    lines = [f"---\n# {origin(catalogue, 'myst')}\n{myst_macros(catalogue)}---", f"# {escaped(catalogue.title)}"]
    for entry in catalogue.in_short:
        lines += [_words(entry), f"```{{math}}\n:label: {entry.label}\n\\{entry.macro}\n```"]
    lines.append(f"The update uses the gradient {{eq}}`gradient-{first}`.")
    return "\n\n".join(lines) + "\n"


def _quarto(catalogue: Catalogue) -> str:
    first = catalogue.parameters[0]
    lines = [f"---\ntitle: {json.dumps(catalogue.title, ensure_ascii=False)}\n# {origin(catalogue, 'quarto')}\n---"]
    for entry in catalogue.in_short:
        lines += [_words(entry), f"{{{{< include snippets/{entry.key}.qmd >}}}}"]
    lines.append(f"The update uses the gradient of @eq-gradient-{first}.")
    return "\n\n".join(lines) + "\n"
