"""Letters as people write them: indices with a prime and Greek ones, e as a letter, a target in numbers, log 2π."""

from __future__ import annotations

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.notes.sections import claims_in_text

from .test_documents import judged

PRIMED = r"Let $q_c = \frac{e^{s_c}}{\sum_{c'} e^{s_{c'}}}$. "
SPELLED = r"Let $q_c = \frac{e^{s_c}}{\sum_{c^\prime=1}^{C} e^{s_{c^{\prime}}}}$. "
GREEK = (
    r"Let $h_a = \sum_i J_{ai} u_i$, $o_\alpha = \sum_a K_{\alpha a} \tanh h_a$ and "
    r"$E = \frac12 \sum_\alpha (o_\alpha - \tau_\alpha)^2$. "
)
BIAS = r"Let $f = w x + e$ and $E = \frac12 (f - t)^2$. "
TARGET = (
    r"With $w = 0.4$, $x = 1.5$ and $t = 1$: $z = w x = 0.6$, $a = \frac{1}{1 + e^{-0.6}} = 0.6457$, "
    r"$E = \frac12 (0.6457 - 1)^2 = 0.0628$. "
)
GAUSS = r"Let $N = \frac12 \log 2\pi\sigma^2 + \frac{(y - \mu)^2}{2\sigma^2}$. "
POLICY = r"Let $\pi_a = \frac{e^{\theta_a}}{\sum_b e^{\theta_b}}$ and $H = -\sum_a \pi_a \log \pi_a$. "
VECTOR = (
    "# 1\n$\\mathbf{r} = \\mathbf{A} \\mathbf{v}$, $\\mathbf{g} = \\tanh(\\mathbf{r})$, $f = \\sum_k u_k g_k$\n# 2\n"
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (PRIMED + r"$\frac{\partial q_c}{\partial s_{c'}} = q_c (\delta_{cc'} - q_{c'})$", "PROVED"),
        (PRIMED + r"$\frac{\partial q_c}{\partial s_{c'}} = q_c (\delta_{cc'} + q_{c'})$", "REFUTED"),
        (SPELLED + r"$\frac{\partial \log q_c}{\partial s_{c'}} = \delta_{cc'} - q_{c'}$", "PROVED"),
        (SPELLED + r"$\frac{\partial \log q_c}{\partial s_{c'}} = \delta_{cc'} - q_{c}$", "REFUTED"),
        (GREEK + r"$\frac{\partial E}{\partial u_i} = \sum_\alpha (o_\alpha - \tau_\alpha) \sum_a K_{\alpha a} "
         r"(1 - \tanh^2 h_a) J_{ai}$", "PROVED"),
        (GREEK + r"$\frac{\partial^2 E}{\partial o_\alpha \partial o_\beta} = \delta_{\alpha\beta}$", "PROVED"),
        (GREEK + r"$\frac{\partial o_\alpha}{\partial K_{\beta a}} = \tanh h_a$", "REFUTED"),
        (BIAS + r"$\frac{\partial E}{\partial e} = f - t$", "PROVED"),
        (BIAS + r"$\frac{\partial E}{\partial e} = 2 (f - t)$", "REFUTED"),
        (TARGET + r"$\frac{\partial E}{\partial z} = (a - t) a (1 - a)$", "PROVED"),
        (GAUSS + r"$\frac{\partial N}{\partial \mu} = \frac{\mu - y}{\sigma^2}$", "PROVED"),
        (r"$\frac12 \log 2\pi = 0.919$", "ROUNDED"),
        (POLICY + r"$\sum_c \frac{\partial H}{\partial \theta_c} = 0$", "PROVED"),
        (VECTOR + r"$\frac{\partial f}{\partial A_{kl}} = u_k (1 - g_k) v_l$", "REFUTED"),
    ],
)  # fmt: skip
def test_letters_are_read_as_they_are_meant(text: str, verdict: str) -> None:
    """An index with a prime, a Greek one, a bias e, a target of a worked example, a density, an entropy, an entry."""
    assert judged(text)[-1].verdict == verdict


def test_a_corrected_side_has_the_letters_of_the_author() -> None:
    """c′ is written c' in the correction and c′ in the reading."""
    claims = claims_in_text(
        PRIMED + r"$\frac{\partial q_c}{\partial s_{c'}} = q_c (\delta_{cc'} + q_{c'})$", "markdown"
    )
    (finding,) = DocumentJudge(claims).findings(claims[-1])
    assert finding.corrected == r"q_c (\delta_{cc'} - q_{c'})"
    assert finding.reading == "∂q_c/∂s_{c′} = q_c (δ_{c,c′} + q_{c′})"


def test_a_power_of_e_is_no_index() -> None:
    """e^1 beside e^0 does not make the document count from 0."""
    text = r"Let $q_c = \frac{e^{s_c}}{\sum_b e^{s_b}}$. For $s = (2, 1, 0)$ the sum is $e^2 + e^1 + e^0 = 11.107$."
    assert judged(text + r" So $q_2 = 0.245$.")[-1].verdict == "ROUNDED"


FOCAL = r"Let $F = -(1 - p)^\gamma \log p$ with $0 < p < 1$. "
REWARD = r"Let $\pi_a = \frac{e^{\theta_a}}{\sum_b e^{\theta_b}}$ and $J = \sum_a \pi_a r_a$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (FOCAL + r"$\frac{\partial F}{\partial p} = \gamma (1-p)^{\gamma - 1} \log p - \frac{(1-p)^\gamma}{p}$",
         "PROVED"),
        (FOCAL + r"$\frac{\partial F}{\partial p} = \gamma (1-p)^{\gamma} \log p - \frac{(1-p)^\gamma}{p}$", "REFUTED"),
        (REWARD + r"$\sum_a \pi_a (r_a - B) \frac{\partial \log \pi_a}{\partial \theta_c} = "
         r"\frac{\partial J}{\partial \theta_c}$", "PROVED"),
        (REWARD + r"$\sum_a \pi_a (r_a - B) = J$", "UNDECIDED"),
    ],
)  # fmt: skip
def test_exponents_and_baselines_are_numbers(text: str, verdict: str) -> None:
    """(1 − p)^(γ − 1) is (1 − p)^γ / (1 − p); B of r_a − B is no matrix."""
    assert judged(text)[-1].verdict == verdict
