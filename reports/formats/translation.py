"""What became of a user's function: the lines beside the definitions, what was proved, how it was checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.gradient.derivation_text import wrapped
from derive.writing.latex import step_latex
from derive.writing.text import definition_text, step_text

from ..system.visible_text import visible

if TYPE_CHECKING:
    from numeric.tracing.translation import Translation


def translation_text(translation: Translation, function: str) -> str:
    """Plain text: the check, each line of the source with the definitions that it became, the proofs."""
    network = translation.network()
    lines = [wrapped(f"{visible(function)}: {translation.agreement}"), ""]
    for source, names in translation.lines():
        lines.append(wrapped(f"{visible(Path(source.file).name)}, line {source.line}: {visible(source.text)}"))
        definitions = [d for d in network.definitions if d.tensor.name in names]
        lines += [wrapped(f"    {definition_text(d, network)}") for d in definitions]
    lines += [wrapped(line) for line in _proofs(translation)]
    lines += [wrapped(f"Note: {visible(remark)}.") for remark in translation.remarks]
    return "\n".join([*lines, ""])


def _proofs(translation: Translation) -> Iterator[str]:
    for step in translation.steps:
        _, before, after = step_text(step, translation.network_with_shifts())
        yield f"{step.rule.title}: {before} = {after} ({step.check})"


def translation_document(translation: Translation, function: str) -> dict[str, Any]:
    """The same for programs."""
    agreement = translation.agreement
    network = translation.network_with_shifts()
    return {
        "function": function,
        "result": str(agreement),
        "remarks": list(translation.remarks),
        "sizes": list(agreement.sizes) if agreement else [],
        "lines": [
            {"file": Path(source.file).name, "line": source.line, "text": source.text, "definitions": names}
            for source, names in translation.lines()
        ],
        "steps": [
            {
                "rule": str(step.rule),
                "before": step_latex(step, network)[1],
                "after": step_latex(step, network)[2],
                "check": str(step.check),
            }
            for step in translation.steps
        ],
    }
