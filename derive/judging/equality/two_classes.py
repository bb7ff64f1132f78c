"""P(y = 0) and P(y = 1) of a label with two values: one that nothing defines is 1 less the other."""

from __future__ import annotations

import re
from dataclasses import replace

from ...errors import UsageError
from ...network.definitions import Definition, Network
from ...network.tensors import Tensor
from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ..finding import Judgement
from .equalities import Equality, decided

VALUE = re.compile(r"(?P<before>.*\(\w+=)(?P<value>[-+]?\w+)(?P<behind>(?:\|.*)?\))")
BOTH = {("0", "1"), ("-1", "1"), ("-1", "+1")}


def of_two_classes(equality: Equality, document: Document) -> Judgement | None:
    """PROVED WHEN it holds because the probabilities of both values sum to one; None where it does not.

    A third value that the document gives a label shows that there are more.
    """
    pairs = [(one, other) for one in equality.network.given for other in equality.network.given if _both(one, other)]
    if len(pairs) != 1 or any(_is_third(pairs[0][0].meaning, name) for name in document.index.written):
        return None
    first, second = pairs[0]
    given = tuple(tensor for tensor in equality.network.given if tensor != first)
    made = Definition(first, first.indices, 1 - second.at(*first.indices), first.name)
    try:
        network = Network(given, (made, *equality.network.definitions))
    except UsageError:
        return None
    judged = decided(replace(equality, network=network, doubts=()))
    if not judged.verdict.proved:
        return None
    condition = f"{first.meaning} + {second.meaning} = 1"
    said = ", ".join(part for part in (judged.condition, condition) if part)
    return replace(judged, verdict=Outcome.PROVED_WHEN, condition=said)


def _both(first: Tensor, second: Tensor) -> bool:
    """True for P(y=0|x) and P(y=1|x), in this order."""
    one, other = _value(first.meaning), _value(second.meaning)
    return first.axes == second.axes and one[0] == other[0] != "" and (one[1], other[1]) in BOTH


def _is_third(first: str, name: str) -> bool:
    """True for P(y=2|x) and P(y=k|x) beside P(y=0|x)."""
    (about, _), (other, value) = _value(first), _value(name)
    return about == other and not any(value in pair for pair in BOTH)


def _value(name: str) -> tuple[str, str]:
    """P(y= |x) and 0 of P(y=0|x); nothing of what is no such name."""
    found = VALUE.fullmatch(name)
    return (f"{found['before']} {found['behind']}", found["value"]) if found else ("", "")
