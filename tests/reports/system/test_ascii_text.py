"""Formulas on an output that knows no Unicode."""

from __future__ import annotations

import pytest

from derive.gradient.backward import derive_gradient
from derive.gradient.derivation_text import derivation_text
from derive.network.building import classifier
from reports.system.ascii_text import HANDLER, spelled


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_derivation_needs_no_escape(encoding: str) -> None:
    """Every sign of a network with a hidden layer and base 2 has a spelling, also beside those that the output has."""
    text = derivation_text(derive_gradient(classifier(hidden=("tanh",), log_base="2"), wrt="W1"))
    written = text.encode(encoding, errors=HANDLER).decode(encoding)
    assert "\\" not in written and len(written.splitlines()) == len(text.splitlines())
    assert "dE/dW^(1)_hd = " in written.replace("\u00b9", "1").replace("^(1^)", "^(1)")


def test_what_has_no_spelling_is_an_escape_and_never_acts_on_the_terminal() -> None:
    """Letters of other scripts, a separator, half a surrogate pair."""
    assert spelled("\u4e2d\u2028\ud800") == r"\u4e2d\u2028\ud800"
    assert spelled("\u00e9\uff0b") == "e+"
