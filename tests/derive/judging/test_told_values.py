"""A letter that is told to be of a set of numbers takes only these: as a witness, and where a claim is true of all."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged
from tests.derive.judging.test_published_notation import last

MARGIN = r"Loss $\ell(z) = \ln(1+e^{-yz})$ with $y \in \{-1,+1\}$."
CURVED = r"Then $\frac{\partial^2 \ell}{\partial z^2} = \sigma(z)(1-\sigma(z))$."
ANY = r"Loss $\ell(z) = \ln(1+e^{-yz})$."
BATCH = r"Let $z_n = w x_n$ and $L = \sum_n \ln(1+e^{-t_n z_n})$ with $t_n \in \{-1, 1\}$."

CHOICE = r"\begin{cases} 1 - \sigma(z) & d = 0 \\ \sigma(z) & \text{if } d = 1 \end{cases}"
SIGNED = r"\begin{cases} 1 - \sigma(z) & d = -1 \\ \sigma(z) & d = 1 \end{cases}"
CHOSEN = r"The label is $d \in \{0, 1\}$ and $q = \sigma(z)$ of $z = w x$."
CASES = r"\begin{cases} -\ln q & \text{if } d = 1 \\ -\ln(1 - q) & \text{otherwise} \end{cases}"
REST = rf"Let $q = \sigma(z)$ and $c(q, d) = {CASES}$."
WORD = (
    r"Let $h_i = \sum_k x_k w_{ki}$ with $x_k = 1$, $u_j = \sum_i v_{ij} h_i$, $y_j = e^{u_j} / \sum_k e^{u_k}$ and "
    r"$E = -\log y_o$ where $o$ is the right class and $t$ is one-hot. Let $e_j = y_j - t_j$."
)
LATER = "\n\n# Zero or one\n\nNow $y \\in \\{0, 1\\}$."


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (CHOSEN, rf"Then ${CHOICE} = q^d (1 - q)^{{1 - d}}$.", "PROVED WHEN"),
        (CHOSEN, rf"Then ${CHOICE} = q^{{1 - d}} (1 - q)^d$.", "REFUTED"),
        (CHOSEN, rf"Then ${CHOICE} = d q + (1 - d) (1 - q)$.", "PROVED"),
        (CHOSEN, rf"Then ${SIGNED} = \sigma(d z)$.", "PROVED WHEN"),
        (CHOSEN, rf"Then ${SIGNED} = \sigma(2 d z)$.", "REFUTED"),
        # what is left of the set is meant by "otherwise", and where no set is told nobody knows
        (CHOSEN + REST, r"Then $\frac{dc}{dz} = q - d$.", "PROVED"),
        (CHOSEN + REST, r"Then $\frac{dc}{dz} = d - q$.", "REFUTED"),
        (CHOSEN + REST.replace(r"\text{otherwise}", r"d \ne 1"), r"Then $\frac{dc}{dz} = q - d$.", "PROVED"),
        (CHOSEN.replace("0, 1", "-1, 1") + REST, r"Then $\frac{dc}{dz} = q - \frac{1 + d}{2}$.", "PROVED"),
        (CHOSEN.replace("0, 1", "-1, 1") + REST, r"Then $\frac{dc}{dz} = q - d$.", "REFUTED"),
        (REST, r"Then $\frac{dc}{dz} = q - d$.", "UNDECIDED"),
        (MARGIN, CURVED, "PROVED WHEN"),
        (MARGIN, r"Then $\ell''(z) = \sigma(z)(1-\sigma(z))$.", "PROVED WHEN"),
        (MARGIN.replace("with", "where"), CURVED, "PROVED WHEN"),
        (MARGIN.replace(r"\{-1,+1\}", r"\lbrace \pm 1 \rbrace"), CURVED, "PROVED WHEN"),
        (MARGIN + "\n\nSome words.\n\n", CURVED, "PROVED WHEN"),
        (ANY + " It is shown for $y = 1$ and $y = -1$.", CURVED, "PROVED WHEN"),
        (r"The label is $y \in \{-1, 1\}$." + "\n\n" + ANY, CURVED, "PROVED WHEN"),
        (MARGIN, r"Then $\frac{\partial^2 \ell}{\partial z^2} = 2 \sigma(z)(1-\sigma(z))$.", "REFUTED"),
        (MARGIN, r"Then $\frac{\partial \ell}{\partial z} = \frac{-y}{1 + e^{yz}}$.", "PROVED"),
        # true of y = 1 alone
        (MARGIN, r"Then $\frac{\partial \ell}{\partial z} = \sigma(z) - 1$.", "REFUTED"),
        # false of a value of another set: no slip is forgiven
        (MARGIN.replace("-1,+1", "0,1"), CURVED, "REFUTED"),
        (MARGIN.replace("-1,+1", "-1,1,2"), CURVED, "REFUTED"),
        (ANY, CURVED, "REFUTED"),
        # a usual condition is tried too
        (
            WORD,
            r"Then $\sum_j \frac{\partial E}{\partial u_j} \frac{\partial u_j}{\partial h_i} = \sum_j e_j v_{ij}$.",
            "PROVED WHEN",
        ),
        (
            WORD,
            r"Then $\sum_j \frac{\partial E}{\partial u_j} \frac{\partial u_j}{\partial h_i} = 2 \sum_j e_j v_{ij}$.",
            "REFUTED",
        ),
        # of another y, and of one entry alone
        (r"Let $y_{pred} \in \{-1, 1\}$." + "\n\n" + ANY, CURVED, "REFUTED"),
        (r"Let $y_1 \in \{-1, 1\}$." + "\n\n" + ANY, CURVED, "REFUTED"),
        # two sets for one letter
        (MARGIN + r" Elsewhere $y \in \{0, 1\}$.", CURVED, "UNDECIDED"),
        # of two sets the one that was told before a line
        (MARGIN, CURVED + LATER, "PROVED WHEN"),
        # what is differentiated by is no constant
        (r"Let $f = u^3$ with $u \in \{-1, 1\}$.", r"Then $\frac{\partial f}{\partial u} = 3$.", "UNDECIDED"),
        # of many entries: never refuted by numbers that none of them takes
        (BATCH, r"Then $\frac{\partial L}{\partial w} = -\sum_n \frac{t_n x_n}{1 + e^{t_n z_n}}$.", "PROVED WHEN"),
        (BATCH, r"Then $\frac{\partial L}{\partial w} = \sum_n \frac{t_n x_n}{1 + e^{t_n z_n}}$.", "REFUTED"),
        (
            BATCH,
            r"Then $\frac{\partial^2 L}{\partial w^2} = \sum_n \sigma(z_n) (1 - \sigma(z_n)) x_n^2$.",
            "UNDECIDED",
        ),
        # of one entry alone
        (BATCH, r"Then $-t_n \sigma(-t_n z_n) = \sigma(z_n) - \frac{1 + t_n}{2}$.", "PROVED WHEN"),
        (BATCH, r"Then $-t_n \sigma(t_n z_n) = \sigma(z_n) - \frac{1 + t_n}{2}$.", "REFUTED"),
        (BATCH, r"Then $\sum_n t_n^2 = t_m^2 \sum_n t_n t_n$.", "UNDECIDED"),
        (BATCH, r"Then $\frac{\partial^2 L}{\partial w^2} = \sum_n \sigma(z_n) (1 + \sigma(z_n)) x_n^2$.", "REFUTED"),
    ],
)
def test_a_letter_of_a_set_takes_only_its_values(text: str, formula: str, verdict: str) -> None:
    """What is true of every value is proved under that condition, and false is what is false of one of them."""
    assert last(text, formula) == [verdict]


def test_the_values_are_told_with_the_verdict() -> None:
    """The condition names them, and so does a witness."""
    wrong = r"Then $\frac{\partial \ell}{\partial z} = \sigma(z) - 1$."
    found = judged(f"{MARGIN} {CURVED} {wrong}\n")
    assert [finding.condition for finding in found if finding.condition] == ["y is -1 or 1"]
    assert [dict(finding.witness)["y"] for finding in found if finding.witness] == ["-1"]
