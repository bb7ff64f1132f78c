"""The tree of a certificate: what has no place in it is named in a reader's words."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.building import classifier
from derive.network.functions import function_named
from derive.writing.plain_tree import to_tree

U = sp.Symbol("u", positive=True)


@pytest.mark.parametrize(
    ("value", "said"), [(sp.sqrt(U), "a power whose exponent"), (function_named("softplus")(U), "softplus has")]
)
def test_what_a_certificate_cannot_hold_is_named_for_a_reader(value: sp.Expr, said: str) -> None:
    """A root and a function: neither by the name of a class."""
    with pytest.raises(UnsupportedFormula, match=said):
        to_tree(value, classifier())
