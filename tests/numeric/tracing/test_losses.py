"""Losses as users write them: translated, derived with every step proved, and equal to ``jax.grad``."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derive.errors import UsageError
from derive.gradient.derivation import Derivation
from numeric.tracing.agreement import random_arrays, sizes_for, tensor_values
from numeric.tracing.tracing import translated
from numeric.tracing.translation import Translation

from .further_losses import FURTHER
from .own_losses import LOSSES, Case

# What no formula for every size stands for, with what the message says.
REFUSED = {
    "conv_np": "sizes are symbols here",
    "rnn_scan_symbolic": "give the number of steps as a number",
    "logdet": "pass the result in as an argument",
}
CASES = {name: case for name, case in (LOSSES | FURTHER).items() if name not in REFUSED}
ROUNDING = 2.0**-42
# Formulas that were read by a person.
READ = {
    "logistic_regression": "∂E/∂w_d = (1/N) Σ_n (σ(z_n) − y_n) X_nd",
    "optax_integer_labels": "∂E/∂w_dk = (1/N) Σ_n (p_nk − labels_nk) x_nd",
    "attention": "∂E/∂Wq_dh = (2/√H) Σ_t x_td Σ_s a_ts k_sh (Σ_g z⁽¹⁾_tg v_sg − Σ_u a_tu Σ_g z⁽¹⁾_tg v_ug)",
    "info_nce": "∂E/∂W_dh = (10/N) Σ_n ((Σ_m p_mn u_mh − u_nh) second_nd + (Σ_m p_nm v_mh − v_nh) first_nd)",
    "huber": "∂E/∂w_d = (1/N) Σ_n (error_n where |error_n| < δ, else δ sign error_n) x_nd",
    "cox_partial_likelihood": "∂E/∂β_d = (1/N) Σ_n (Σ_m event_m p_mn − event_n) x_nd",
    "masked_classes": "∂E/∂W_dk = (1/N) Σ_n (p_nk − y_nk) x_nd",
    "elastic_net": "∂E/∂W_dk = (1 − α) W_dk + (1/(K N)) Σ_n residual_nk x_nd + α sign W_dk",
    "bce_optax": "∂E/∂w_d = (1/N) Σ_n (σ(z_n) − y_n) x_nd",
    "xent_naive": "∂E/∂W_dk = (1/N) Σ_n (p_nk − y_nk) x_nd",
    "gmm": "∂E/∂μ_kd = (1/N) Σ_n p_nk (μ_kd − x_nd)",
    "quadratic": "∂E/∂A_dc = x_d x_c",
    "weighted_cross_entropy": "∂E/∂W_dk = (Σ_n w_n (p_nk − y_nk) x_nd) / Σ_n w_n",
}


def by_autodiff(case: Case, translation: Translation, wrt: str) -> tuple[np.ndarray, np.ndarray, Derivation]:
    """The gradient by ``jax.grad`` and by the derived formula, at random numbers."""
    sizes = sizes_for(translation, 3, 1)
    place = next(place for place, argument in enumerate(translation.tree.flat) if argument.name == wrt)
    derivation = translation.network().gradient(wrt)

    def loss(*arrays: jax.Array) -> jax.Array:
        return case.loss(**translation.tree.filled(arrays))

    for kind in ("normal", "small", "positive"):
        arrays = random_arrays(translation, sizes, kind, seed=7)
        given = [jnp.asarray(arrays[argument.name]) for argument in translation.tree.flat]
        value, gradient = jax.value_and_grad(loss, argnums=place)(*given)
        if np.isfinite(value):
            break
    ours = tensor_values(translation, arrays, sizes).value(
        derivation.general.value, derivation.general.indices, translation.network().tensor(wrt)
    )
    return np.asarray(gradient), ours.reshape(gradient.shape), derivation


@pytest.mark.parametrize("name", CASES)
def test_a_loss_is_translated_derived_and_equal_to_autodiff(name: str) -> None:
    """Every definition equals what the function computes; every step is proved; the gradient is that of JAX."""
    case = CASES[name]
    translation = translated(case.loss, case.shapes, wrt=(case.wrt,))
    agreement = translation.agreement
    assert agreement is not None and not agreement.reason and agreement.definitions >= 1
    wrt = next(a.name for a in translation.arguments if case.wrt in (a.name, ".".join(a.path)))
    theirs, ours, derivation = by_autodiff(case, translation, wrt)
    assert all(step.check.proved for step in (*translation.steps, *derivation.steps))
    assert np.max(np.abs(ours - theirs)) <= ROUNDING * max(np.max(np.abs(theirs)), 1e-3)
    if name in READ:
        assert str(derivation.formula) == READ[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_out_of_reach_is_refused_by_name(name: str) -> None:
    """The message has the file, the line and what to do."""
    case = FURTHER[name]
    with pytest.raises(UsageError, match=r"further_losses.py, line \d+: ") as caught:
        translated(case.loss, case.shapes)
    assert REFUSED[name] in caught.value.hint
