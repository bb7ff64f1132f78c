"""What an author declares in the notes themselves: ``<!-- backproof: a = hidden, count_from = 0, log = 2 -->``.

Also in a LaTeX comment, ``% backproof: …``, and in front matter, ``backproof: …``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ...errors import InputError
from ...reading.formula.glossary import USUAL, Glossary, Meaning
from ..equality.setting import Setting

DECLARATION = re.compile(r"(?:<!--\s*|^\s*%\s*|^)backproof:[ \t]*([^\n]{0,400}?)[ \t]*(?:-->|$)", re.MULTILINE)
TYPICAL = ("x", "W", "b", "z", "p", "y", "h", "L", "alpha", "lambda")  # one letter of each role
ROLES = {USUAL[letter].role: USUAL[letter] for letter in TYPICAL}
LETTER = re.compile(r"[A-Za-z]\w{0,12}")


def declared(text: str) -> tuple[Glossary, Setting]:
    """Return the glossary and the setting that a text of notes declares.

    Raises:
        InputError: a declaration names something that does not exist.

    >>> glossary, setting = declared("<!-- backproof: q = probabilities, log = 2 -->")
    >>> glossary["q"].role, setting.log_base
    ('probabilities', '2')
    """
    glossary, setting = Glossary(), Setting()
    for match in DECLARATION.finditer(text):
        for pair in match[1].strip("\"'").split(","):
            name, equals, value = (part.strip() for part in pair.partition("="))
            if not equals:
                raise InputError(f"the declaration {pair.strip()!r:.60} has no '='", hint="such as: a = hidden")
            glossary, setting = _with(glossary, setting, name, value)
    return glossary, setting


def _with(glossary: Glossary, setting: Setting, name: str, value: str) -> tuple[Glossary, Setting]:
    if name == "count_from" and value in ("0", "1"):
        return replace(glossary, count_from=int(value)), setting
    if name == "superscripts" and value in ("layer", "index", "power"):
        return replace(glossary, superscripts=value), setting
    if name == "log" and value in ("2", "10", "e"):
        return glossary, replace(setting, log_base=value, declared_base=True)
    if name == "reduction" and value in ("mean", "sum"):
        return glossary, replace(setting, reduction=value, declared_reduction=True)
    if name == "hidden" and value == "tanh":
        return glossary, replace(setting, hidden=("tanh",))
    if LETTER.fullmatch(name) and (value in ROLES or value == "number"):
        usual = ROLES.get(value, Meaning(name, "number"))
        meaning = Meaning(name, value, usual.axes, usual.batched)
        return replace(glossary, letters={**glossary.letters, name: meaning}), setting
    raise InputError(
        f"the declaration {name!r:.40} = {value!r:.40} is not known",
        hint="a letter = " + ", ".join(sorted(ROLES)) + "; count_from, superscripts, log, reduction, hidden",
    )
