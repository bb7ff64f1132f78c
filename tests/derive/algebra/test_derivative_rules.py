"""Our own rules and SymPy's diff agree, and a function without a rule is refused."""

import pytest
import sympy as sp

from derive.algebra.canonical import canonical_form
from derive.algebra.derivative_rules import derivative
from derive.algebra.differentiation import jacobian
from derive.errors import UnsupportedFormula
from derive.network.building import classifier


@pytest.mark.parametrize("options", [{}, {"log_base": "2", "bias": True}, {"hidden": ("tanh", "tanh"), "bias": True}])
def test_every_definition_by_everything_it_mentions(options):
    """Two differentiators, one canonical form."""
    network = classifier(**options)
    for definition in network.definitions:
        for tensor in network.tensors_in(definition.value):
            local = jacobian(definition, tensor)
            at = local.left.denominator.indices if tensor.axes else ()
            assert canonical_form(derivative(definition.value, tensor, at)) == canonical_form(local.value)


def test_a_function_without_a_rule_is_refused():
    """Rather refused than wrong: the message names the function."""
    z = classifier(batch=False).tensor("z")
    with pytest.raises(UnsupportedFormula, match="loggamma"):
        derivative(sp.loggamma(z.at(1)), z, (sp.Integer(1),))
