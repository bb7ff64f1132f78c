"""Notes on regression: kinds of norms, arguments that a slope holds, a dropped label, letters in bold under a hat."""

from __future__ import annotations

import pytest

from .test_documents import judged

SIZES = r"With $u \in \mathbb{R}^n$ let $R(u) = \|u\|_1$. "
LINE = (
    r"$\hat{t}_k = p + q s_k$. Let $Q(p, q) = \frac{1}{2} \sum_k (t_k - \hat{t}_k)^2$. "
    r"It is 0 where $p = \bar{t} - q \bar{s}$. "
)
SPREAD = (
    r"Let $g(m, \tau) = -N \log \tau - \frac{1}{2 \tau^2} \sum_{k=1}^{N} (v_k - m)^2$. "
    "\n\n"
    r"Later $\tau^2 = \frac{1}{N} \sum_{k=1}^{N} (v_k - m)^2$."
    "\n\n"
)
LABEL = "# Plain\n\n$F(u) = \\|t - Au\\|^2$\n\n# Ridge\n\n$F_{\\text{ridge}} = \\|t - Au\\|^2 + c \\|u\\|^2$\n\n"
HATS = (
    r"$\newcommand{\th}{\boldsymbol{\hat{\theta}}} \newcommand{\A}{\mathbf{A}} \newcommand{\t}{\mathbf{t}}$ "
    r"Let $K(\th) = (\t - \A \th)^T (\t - \A \th)$. "
)
NORMAL = r"Let $F(u) = \|t - Au\|^2$. The residual $r = t - Au$ is orthogonal to the columns. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SIZES + r"$\frac{\partial R}{\partial u} = \text{sign}(u)$", "PROVED WHEN"),
        (SIZES + r"$\frac{\partial R}{\partial u} = \frac{u}{\|u\|}$", "REFUTED"),
        (SIZES.replace("_1", "_2") + r"$\frac{\partial R}{\partial u} = \frac{u}{\|u\|_2}$", "PROVED"),
        (SIZES.replace("_1", r"_\infty"), "REJECTED"),
        (LINE + r"$\frac{\partial Q}{\partial q} = -\sum_k (t_k - \hat{t}_k) s_k$", "PROVED"),
        (LINE + r"$\frac{\partial Q(p, q)}{\partial q} = -\sum_k (t_k - p - q s_k) s_k$", "PROVED"),
        (LINE + r"$\frac{\partial Q}{\partial q} = -\sum_k (t_k - \hat{t}_k)$", "REFUTED"),
        (SPREAD + r"$\frac{dg}{d\tau} = -\frac{N}{\tau} + \frac{1}{\tau^3} \sum_k (v_k - m)^2$", "PROVED"),
        (SPREAD + r"$\frac{dg}{d\tau} = -\frac{N}{\tau} + \frac{1}{\tau^2} \sum_k (v_k - m)^2$", "REFUTED"),
        (LABEL + r"$\nabla F = 2 A^T (A u - t) + 2 c u$", "PROVED"),
        (LABEL + r"$\nabla F = 2 A^T (A u - t)$", "REFUTED"),
        (LABEL + "# Later\n\n" + r"$\nabla F = 2 A^T (A u - t)$", "PROVED"),
        (HATS + r"$\frac{\partial K}{\partial \th} = -2 \A^T (\t - \A \th)$", "PROVED"),
        (HATS + r"$\frac{\partial K}{\partial \th} = 2 \A^T (\t - \A \th)$", "REFUTED"),
        (NORMAL + r"$\nabla F = 2 A^T A u - A^T t$", "REFUTED"),
    ],
)  # fmt: skip
def test_notes_on_regression(text: str, verdict: str) -> None:
    """What holds is proved; the same with one slip in it is refuted."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found


SLOPE = r"$F(u) = \|t - Au\|^2$" "\n\n" r"$$\nabla F = -2 A^T (t - Au) = 0$$" "\n\n"
RESIDUAL = SLOPE + r"$u^* = (A^T A)^{-1} A^T t$ leaves $r = t - A u^*$." "\n\n"
LIKELY = (
    r"$$g(m, \tau) = -N \log \tau - \frac{1}{2 \tau^2} \sum_{k=1}^{N} (v_k - m)^2$$"
    "\n\n"
    r"$$\frac{\partial g}{\partial \tau} = -\frac{N}{\tau} + \frac{1}{\tau^3} \sum_{k=1}^{N} (v_k - m)^2 = 0$$"
    "\n\n"
)
WEIGHTED = (
    r"$G(u) = (t - A u)^T S (t - A u) + c \|u\|^2$ with a symmetric matrix $S$."
    "\n\n"
    r"$$\frac{\partial G}{\partial u} = -2 A^T S (t - A u) + 2 c u$$"
    "\n\nSetting it to zero gives\n\n"
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SLOPE + "$A^T A u = A^T t$", "PROVED WHEN"),
        (SLOPE + "$A^T (t - A u) = 0$", "PROVED WHEN"),
        (SLOPE + "$A^T A u = 2 A^T t$", "UNDECIDED"),
        (SLOPE + "$-2 A^T (t - A u) = A^T (t - A u)$", "UNDECIDED"),  # both are 0 there
        (SLOPE + r"$\nabla F = -A^T (t - A u)$", "REFUTED"),
        (SLOPE + r"$A^T A \hat{u} = A^T t$", "PROVED WHEN"),
        (RESIDUAL + "$A^T r = 0$", "PROVED WHEN"),
        (RESIDUAL + "$A^T r = A^T t$", "UNDECIDED"),
        (LIKELY + r"$\tau^2 = \frac{1}{N} \sum_k (v_k - m)^2$", "PROVED WHEN"),
        (LIKELY + r"$N \tau^2 = \sum_k (v_k - m)^2$", "PROVED WHEN"),
        (LIKELY + r"$\tau^2 = \sum_k (v_k - m)^2$", "UNDECIDED"),
        (WEIGHTED + "$(A^T S A + c I) u = A^T S t$", "PROVED WHEN"),
        (WEIGHTED + "$(A^T S A - c I) u = A^T S t$", "UNDECIDED"),
    ],
)
def test_what_follows_where_a_slope_is_zero(text: str, verdict: str) -> None:
    """A multiple of a slope that is set to 0 is 0; what is none does not follow, and nothing follows about slopes."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found


def test_that_a_slope_is_set_to_zero_is_no_claim() -> None:
    """What stands before "= 0" is one; where nothing sets it so, that a slope is 0 stays a claim."""
    assert [finding.verdict.value for finding in judged(SLOPE)] == ["PROVED", "PROVED"]
    assert judged(r"$F(u) = u^2$. $\frac{dF}{du} = 0$")[-1].verdict.value != "PROVED"


HINGE = (
    r"For $t_k \in \{-1, 1\}$ let $h_k = \max(0, 1 - t_k (u^T s_k + c))$."
    "\n\n"
    r"If $t_k (u^T s_k + c) \geq 1$: $$\frac{\partial h_k}{\partial u} = A$$ "
    r"Otherwise $$\frac{\partial h_k}{\partial u} = B$$"
)
SCORE = r"$f(s) = u^T s + c$, $G_k = \frac{a}{2} \|u\|^2 + \max(0, 1 - t^{(k)} (u^T s^{(k)} + c))$." "\n\n"
EACH = (
    "\n\n"
    r"$$\frac{\partial G_k}{\partial u} = a u$$"
    "\n\nelse\n\n"
    r"$$\frac{\partial G_k}{\partial u} = a u - t^{(k)} s^{(k)}$$"
)
MARGIN = (
    r"$G(u, c) = \frac{1}{2} \|u\|^2 + C \sum_{k=1}^{n} \max(0, 1 - t_k (u^T s_k + c))$."
    "\n\n"
    r"$$\nabla_u G = u - C \sum_{k: t_k (u^T s_k + c) < 1} t_k s_k$$"
)
COINS = r"$L(q) = \prod_{k=1}^{n} q^{t_k} (1 - q)^{1 - t_k}$." "\n\n"
COUNTS = r"$g(v) = \sum_{k=1}^{n} (t_k v^T s_k - e^{v^T s_k} - \log t_k!)$." "\n\n"
BELL = r"$p(s) = \frac{1}{\sqrt{2 \pi \tau^2}} \exp(-\frac{(s - m)^2}{2 \tau^2})$." "\n\n"
DUAL = (
    r"$F(u, a) = \frac{1}{2} \|u\|^2 - \sum_k a_k (t_k u^T s_k - 1)$."
    "\n\n"
    r"$$\frac{\partial F}{\partial u} = u - \sum_k a_k t_k s_k = 0$$ so $u = \sum_k a_k t_k s_k$."
)


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (HINGE.replace("A", "0").replace("B", "-t_k s_k"), ["PROVED WHEN", "PROVED WHEN"]),
        (HINGE.replace("A", "-t_k s_k").replace("B", "0"), ["REFUTED", "UNDECIDED"]),
        (HINGE.replace("A", "0").replace("B", "t_k s_k"), ["PROVED WHEN", "REFUTED"]),
        (HINGE.replace(r"t_k (u^T s_k + c) \geq 1", r"t_k^2 + 1 \leq 0").replace("B", "s_k"), ["UNDECIDED"]),
        (SCORE + r"If $t^{(k)} f(s^{(k)}) \geq 1$" + EACH, ["PROVED WHEN", "PROVED WHEN"]),
        (SCORE + r"If $t^{(k)} f(s^{(k)}) < 1$" + EACH, ["UNDECIDED", "UNDECIDED"]),
        (SCORE + r"If $t^{(k)} v_k \geq 1$" + EACH, ["UNDECIDED", "UNDECIDED"]),
        (MARGIN, ["PROVED WHEN"]),
        (MARGIN.replace("u - C", "u + C"), ["REFUTED"]),
        (MARGIN.replace("< 1}", "< 2}"), ["REFUTED"]),
        (COINS + r"$\log L(q) = \sum_{k=1}^{n} (t_k \log q + (1 - t_k) \log(1 - q))$", ["PROVED"]),
        (COINS + r"$\log L(q) = \sum_{k=1}^{n} (t_k \log q - (1 - t_k) \log(1 - q))$", ["REFUTED"]),
        (COINS + r"$\frac{d \log L}{dq} = \frac{\sum_k t_k}{q} - \frac{n - \sum_k t_k}{1 - q}$", ["PROVED"]),
        (COINS + r"$\frac{d \log L}{dq} = \frac{\sum_k t_k}{q} + \frac{n - \sum_k t_k}{1 - q}$", ["REFUTED"]),
        (COUNTS + r"$\nabla_v g = \sum_{k=1}^{n} (t_k - e^{v^T s_k}) s_k$", ["PROVED"]),
        (COUNTS + r"$\nabla_v g = \sum_{k=1}^{n} (t_k - e^{v^T s_k})$", ["UNDECIDED"]),
        (BELL + r"$\log p(s) = -\frac{1}{2} \log(2 \pi) - \log \tau - \frac{(s - m)^2}{2 \tau^2}$", ["PROVED"]),
        (BELL + r"$\log p(s) = -\frac{1}{2} \log(2 \pi) - 2 \log \tau - \frac{(s - m)^2}{2 \tau^2}$", ["REFUTED"]),
        (r"$\log(r^k) = k \log r$", ["PROVED"]),
        (r"$\log(r^k) = \log r + \log k$. $\log(r k) = \log r + \log k$", ["UNDECIDED", "PROVED"]),
        (DUAL, ["PROVED", "PROVED"]),
        (r"$F(u) = \|t - Au\|^2$. $u_{k+1} = u_k - 2 \eta A^T (A u_k - t)$", ["PROVED"]),
        ("$3! = 6$, $3! = 7$", ["PROVED", "REFUTED"]),
    ],
)  # fmt: skip
def test_margins_and_likelihoods(text: str, verdicts: list[str]) -> None:
    """On either side of a kink, over those that violate it, and of logarithms of products."""
    found = judged(text)[-len(verdicts) :]
    assert [finding.verdict.value for finding in found] == verdicts, found


LETTERS = r"$q_k(\wv) = t_k - \xv_k^\top \wv$, and $\cost = 2 \xv$. "
PAIRS = r"$L = \frac{1}{2} \sum_{(k, l)} (t_{kl} - \sum_f a_{kf} c_{lf})^2$. "
BOLD = r"$\newcommand{\u}{\mathbf{u}} \newcommand{\s}{\mathbf{s}}$ "
BASIS = (
    BOLD + r"$g(\s, \u) = \sum_{j=1}^{M} u_j \phi_j(\s)$. "
    r"$F(\u) = \frac{1}{2} \sum_{k=1}^{K} (g(\s_k, \u) - t_k)^2$."
    "\n\n"
)
BEST = BOLD + r"$c = \sum_{j=1}^{M} t_j$, $\u_{ML} = (A^T A)^{-1} A^T t$ of $F(\u) = \|t - A\u\|^2$. "
SAMPLES = r"$\hat{t} = u^T x + c$, for all $\hat{t} = X u$." "\n\n"
APART = r"$F(u) = \|t - Au\|^2$, $\frac{\partial F}{\partial u} = -2 A^T (t - A u)$." "\n\nWe set it to zero:\n\n\n$$\n"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (LETTERS + r"$\nabla q_k(\wv) = -\xv_k$", "PROVED"),
        (LETTERS + r"$\nabla q_k(\wv) = \xv_k$", "REFUTED"),
        (LETTERS + r"$\cost = \xv$", "REJECTED"),
        (PAIRS + r"$\frac{\partial L}{\partial a_{kf}} = -\sum_l (t_{kl} - \sum_g a_{kg} c_{lg}) c_{lf}$", "PROVED"),
        (PAIRS + r"$\frac{\partial L}{\partial a_{kf}} = -\sum_l (t_{kl} - \sum_g a_{kg} c_{lg}) a_{lf}$", "REFUTED"),
        (BASIS + r"$\frac{\partial F}{\partial u_j} = \sum_k (\u^T \phi(\s_k) - t_k) \phi_j(\s_k)$", "UNDECIDED"),
        (BEST + r"$\nabla_{\u} F = 2 A^T (A \u - t)$", "PROVED"),
        (SAMPLES, "PROVED"),
        (SAMPLES + r"$\nabla_u (t_k - u^T x_k)^2 = 2 (\hat{t}_k - t_k) x_k$", "UNDECIDED"),
        (APART + "A^T A u = A^T t\n$$", "PROVED WHEN"),
    ],
)
def test_letters_by_macro_pairs_and_all_samples(text: str, verdict: str) -> None:
    r"""``\\xv`` is x in bold, a sum runs over pairs, and what is said of all samples is another line of the same."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found


WEIGHED = (
    r"$E(\beta) = \sum_{n=1}^N c_n (t_n - u_n^T \beta)^2$, $C = \operatorname{diag}(c_1, \ldots, c_N)$, where $U$ has "
    r"the rows $u_n^T$, so $E(\beta) = (t - U \beta)^T C (t - U \beta)$. "
)
PENALTY = (
    "With $\\Lambda = 0$ nothing changes below.\n\n"
    r"We add $F(\beta) = E(\beta) + (\beta - \beta_0)^T \Lambda (\beta - "
    r"\beta_0)$, with a symmetric $\Lambda$, which has the gradient "
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"$\nabla E = -2 U^T C (t - U \beta)$", "PROVED"),
        (r"$\nabla E = -2 U C (t - U \beta)$", "REFUTED"),
        (r"$\nabla E = -2 U^T (t - U \beta)$", "REFUTED"),
        (r"$\frac{\partial^2 E}{\partial \beta \, \partial \beta^T} = 2 U^T C U$", "PROVED"),
        (r"$\frac{\partial^2 E}{\partial \beta \, \partial \beta^T} = 2 U^T U$", "REFUTED"),
        (PENALTY + r"$\nabla F(\beta) = -2 U^T C (t - U \beta) + 2 \Lambda (\beta - \beta_0)$", "PROVED WHEN"),
        (PENALTY + r"$\nabla F(\beta) = -2 U^T C (t - U \beta) + \Lambda (\beta - \beta_0)$", "REFUTED"),
    ],
)
def test_rows_and_weights_that_only_words_and_a_list_tell(claim: str, verdict: str) -> None:
    """U has the rows u_n^T, C the weights c_1, …, c_N; a letter that is 0 somewhere is none where it is written."""
    assert str(judged(WEIGHED + claim)[-1].verdict) == verdict
