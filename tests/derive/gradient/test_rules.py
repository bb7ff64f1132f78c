"""The rules: one table, in which every step of a derivation finds its name and its words."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.gradient import rules
from derive.gradient.accurate import accurate_form
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor


def test_the_table_holds_every_rule_once() -> None:
    """Each record of the module, under a name of its own."""
    assert [rule for rule in vars(rules).values() if isinstance(rule, rules.Rule)] == list(rules.RULES)
    assert len({rule.name for rule in rules.RULES}) == len(rules.RULES)


@pytest.mark.parametrize("rule", rules.RULES, ids=str)
def test_every_rule_says_why_it_holds(rule: rules.Rule) -> None:
    """A reader finds a title and one or more whole sentences."""
    assert rule.title[0].isupper()
    assert rule.explanation.endswith(".")


def test_the_rules_are_those_that_derivations_use() -> None:
    """A hidden layer, a sigmoid that is written out and the accurate forms use all but one rule.

    That one needs an index that is both free and summed. A slope that does not change has the zero of its own.
    """
    derivation = derive_gradient(classifier(hidden=("tanh",), bias=True), "W1")
    accurate = accurate_form(derive_gradient(classifier(bias=True), "z"))
    assert accurate is not None
    u, p = Tensor("u", (), Role.INPUT, "input"), Tensor("p", (), Role.LOSS, "share")
    written_out = Network((u,), (Definition(p, (), 1 / (1 + sp.exp(-u.at())), "share"),))
    sigmoid = derive_gradient(written_out, "u")
    one_output = accurate_form(derive_gradient(classifier(loss="sigmoid cross-entropy"), "z"))
    assert one_output is not None
    zero = classifier(loss="hinge").hessian("W")
    average = classifier().second_order("W")["fisher"]
    derivations = (derivation, accurate, sigmoid, one_output, zero, average)
    used = {step.rule for found in derivations for step in found.steps}
    assert set(rules.RULES) - used == {rules.EQUAL_INDICES}
