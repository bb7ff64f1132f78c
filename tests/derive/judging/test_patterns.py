"""Letters above that count patterns, as in the oldest texts, and units whose letters tell their layers."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

NET = (
    r"$u_b^m = \sum_a v_{ab} z_a^m + c_b$, $z_b^m = f(u_b^m)$, $C^m = \frac{1}{2} \sum_{s=1}^{N_s} (t_s^m - z_s^m)^2$, "
    r"$C = \sum_m C^m$, $\Delta_m v_{ab} = -\eta \frac{\partial C^m}{\partial v_{ab}}$ and "
    r"$\epsilon_b^m = -\frac{\partial C^m}{\partial u_b^m}$. For $s$ above $r$: "
)
LOGISTIC = r"$f(u) = \frac{1}{1 + e^{-u}}$ and "


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"$\Delta_m v_{ab} = \eta \epsilon_b^m z_a^m$", "PROVED"),
        (r"$\Delta_m v_{ab} = -\eta \epsilon_b^m z_a^m$", "REFUTED"),
        (r"$\frac{\partial C}{\partial v_{ab}} = -\sum_m \epsilon_b^m z_a^m$", "PROVED"),
        (r"$\epsilon_s^m = (t_s^m - z_s^m) f'(u_s^m)$", "PROVED"),
        (r"$\epsilon_s^m = (z_s^m - t_s^m) f'(u_s^m)$", "REFUTED"),
        (r"$\epsilon_r^m = f'(u_r^m) \sum_{s=1}^{N_s} \epsilon_s^m v_{rs}$", "PROVED"),
        (r"$\epsilon_r^m = f'(u_s^m) \sum_{s=1}^{N_s} \epsilon_s^m v_{rs}$", ""),
        (r"$\epsilon_r^m = \sum_{s=1}^{N_s} \epsilon_s^m v_{rs}$, where $\epsilon_r^m$ is of a hidden unit", ""),
        (r"$\epsilon_r^m = -f'(u_r^m) \sum_{s=1}^{N_s} \epsilon_s^m v_{rs}$", "REFUTED"),
        (LOGISTIC + r"$\epsilon_s^m = (t_s^m - z_s^m) z_s^m (1 - z_s^m)$, $v_{rs}$", "PROVED"),
        (LOGISTIC + r"$\epsilon_s^m = (t_s^m - z_s^m) z_s^m (1 + z_s^m)$, $v_{rs}$", "REFUTED"),
    ],
)
def test_errors_of_patterns(claim: str, verdict: str) -> None:
    """What holds is proved and what does not is not, for the last layer, the one below it and any other."""
    last = str(judged(f"{NET}$\\frac{{\\partial u_s^m}}{{\\partial z_r^m}} = v_{{rs}}$ and {claim}.")[-1].verdict)
    assert last == verdict or (not verdict and "PROVED" not in last)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"$\delta_r = f'(u_r) \sum_s \delta_s v_{rs}$", "PROVED"),
        (r"$\delta_r = f'(u_r) \sum_s \delta_s v_{rs} + z_r$", "REFUTED"),
        (r"$\delta_s = (z_s - t_s) f'(u_s)$, with $v_{rs}$ and $C$", "PROVED"),
    ],
)
def test_a_pair_of_letters_of_its_own_is_of_the_last_layer(claim: str, verdict: str) -> None:
    """V_rs beside v_ab of any layer, without patterns."""
    text = r"$u_b = \sum_a v_{ab} z_a$, $z_b = f(u_b)$, $C = \frac{1}{2} \sum_s (z_s - t_s)^2$, "
    text += r"$\delta_b = \frac{\partial C}{\partial u_b}$, $\frac{\partial u_s}{\partial z_r} = v_{rs}$ and "
    assert str(judged(text + claim)[-1].verdict) == verdict
