"""One linear layer and many losses: regression, yes and no, classes, penalties."""

from __future__ import annotations

from .network_text import Entry

LINE = {"x": "N D input", "w": "D parameter", "b": "parameter"}
CLASSES = {"x": "N D input", "W": "K D parameter"}
SCORE = "z[n] = sum(w[d]*x[n,d], d) + b"
LOGITS = "z[n,k] = sum(W[k,d]*x[n,d], d)"
SHARE = "p[n] = sigmoid(z[n])"
SHARES = "p[n,k] = exp(z[n,k])/sum(exp(z[n,j]), j)"
CROSS_ENTROPY = "L[n] = -sum(y[n,k]*log(p[n,k]), k)"
YES_OR_NO = "L[n] = -y[n]*log(p[n]) - (1 - y[n])*log(1 - p[n])"
MEAN = "E = 1/N*sum(L[n], n)"

ENTRIES = [
    Entry(
        "logistic regression",
        {**LINE, "y": "N label binary"},
        (SCORE, SHARE, YES_OR_NO, MEAN),
        (
            "∂E/∂w_d = (1/N) Σ_n (p_n − y_n) x_nd",
            "∂E/∂b = (1/N) Σ_n (p_n − y_n)",
            "∂L_n/∂z_m = δ_nm (p_n − y_n)",
        ),
    ),
    Entry(
        "logistic regression, loss by softplus",
        {**LINE, "y": "N label binary"},
        (SCORE, SHARE, "L[n] = softplus(z[n]) - y[n]*z[n]", MEAN),
        ("∂E/∂w_d = (1/N) Σ_n (p_n − y_n) x_nd",),
    ),
    Entry(
        "logistic regression, loss by log(1 + exp(z))",
        {**LINE, "y": "N label binary"},
        (SCORE, SHARE, "L[n] = log(1 + exp(z[n])) - y[n]*z[n]", MEAN),
        ("∂E/∂w_d = (1/N) Σ_n (p_n − y_n) x_nd",),
    ),
    Entry(
        "logistic regression with L2",
        {**LINE, "y": "N label binary"},
        (SCORE, SHARE, YES_OR_NO, "E = 1/N*sum(L[n], n) + 1/20*sum(w[d]^2, d)"),
        ("∂E/∂w_d = (1/N) Σ_n (p_n − y_n) x_nd + (1/10) w_d", "∂E/∂b = (1/N) Σ_n (p_n − y_n)"),
    ),
    Entry(
        "logistic regression with L1 and L2",
        {**LINE, "y": "N label binary", "alpha": "input", "beta": "input"},
        (SCORE, SHARE, YES_OR_NO, "E = 1/N*sum(L[n], n) + alpha*sum(abs(w[d]), d) + beta/2*sum(w[d]^2, d)"),
        ("∂E/∂w_d = (1/N) Σ_n (p_n − y_n) x_nd + α sign w_d + β w_d",),
    ),
    Entry(
        "many labels: a sigmoid each",
        {**CLASSES, "b": "K parameter", "y": "N K label binary"},
        (
            "z[n,k] = sum(W[k,d]*x[n,d], d) + b[k]",
            "p[n,k] = sigmoid(z[n,k])",
            "L[n] = -sum(y[n,k]*log(p[n,k]) + (1 - y[n,k])*log(1 - p[n,k]), k)",
            MEAN,
        ),
        ("∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd", "∂E/∂b_k = (1/N) Σ_n (p_nk − y_nk)"),
    ),
    Entry(
        "least squares",
        {**LINE, "y": "N label"},
        ("yhat[n] = sum(w[d]*x[n,d], d) + b", "E = 1/N*sum((yhat[n] - y[n])^2, n)"),
        ("∂E/∂w_d = (2/N) Σ_n (ŷ_n − y_n) x_nd", "∂E/∂b = (2/N) Σ_n (ŷ_n − y_n)"),
    ),
    Entry(
        "ridge regression",
        {**LINE, "y": "N label", "alpha": "input"},
        ("yhat[n] = sum(w[d]*x[n,d], d) + b", "E = 1/N*sum((yhat[n] - y[n])^2, n) + alpha*sum(w[d]^2, d)"),
        ("∂E/∂w_d = (2/N) Σ_n (ŷ_n − y_n) x_nd + 2 α w_d",),
    ),
    Entry(
        "least squares, many outputs",
        {**CLASSES, "y": "N K label"},
        ("yhat[n,k] = sum(W[k,d]*x[n,d], d)", "E = 1/(K*N)*sum((yhat[n,k] - y[n,k])^2, n, k)"),
        ("∂E/∂W_kd = (2/(K N)) Σ_n (ŷ_nk − y_nk) x_nd",),
    ),
    Entry(
        "Huber loss",
        {**LINE, "y": "N label"},
        (
            SCORE,
            "r[n] = z[n] - y[n]",
            "s[n] = held(abs(r[n]) < 1)",
            "L[n] = s[n]*r[n]^2/2 + (1 - s[n])*(abs(r[n]) - 1/2)",
            MEAN,
        ),
        ("∂E/∂w_d = (1/N) Σ_n ((1 − s_n) sign r_n + s_n r_n) x_nd",),
    ),
    Entry(
        "hinge loss with L2",
        {**LINE, "y": "N label", "alpha": "input"},
        (SCORE, "L[n] = max(0, 1 - y[n]*z[n])", "E = 1/N*sum(L[n], n) + alpha/2*sum(w[d]^2, d)"),
        ("∂E/∂w_d = α w_d − (1/N) Σ_n y_n x_nd [y_n z_n < 1]",),
    ),
    Entry(
        "hinge of several classes",
        {**CLASSES, "y": "N K label one-hot"},
        (
            LOGITS,
            "c[n] = sum(y[n,k]*z[n,k], k)",
            "s[n,k] = held(1 + z[n,k] - c[n] > 0)",
            "L[n] = sum((1 - y[n,k])*s[n,k]*(1 + z[n,k] - c[n]), k)",
            MEAN,
        ),
        (
            "∂E/∂z_nk = (1/N) (s_nk (1 − y_nk) − y_nk Σ_j s_nj (1 − y_nj))",
            "∂E/∂W_kd = (1/N) Σ_n (s_nk (1 − y_nk) − y_nk Σ_j s_nj (1 − y_nj)) x_nd",
        ),
    ),
    Entry(
        "focal loss",
        {**LINE, "y": "N label binary"},
        (SCORE, SHARE, "L[n] = -y[n]*(1 - p[n])^2*log(p[n]) - (1 - y[n])*p[n]^2*log(1 - p[n])", MEAN),
        ("∂E/∂z_n = (1/N) (y_n (1 − p_n)² (2 p_n ln p_n + p_n − 1) + p_n² (1 − y_n) (p_n − 2 (1 − p_n) ln(1 − p_n)))",),
    ),
    Entry(
        "KL divergence from given shares",
        {**CLASSES, "y": "N K label shares"},
        (LOGITS, SHARES, "L[n] = sum(y[n,k]*(log(y[n,k]) - log(p[n,k])), k)", MEAN),
        ("∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd",),
    ),
    Entry(
        "label smoothing",
        {**CLASSES, "y": "N K label one-hot"},
        (LOGITS, SHARES, "t[n,k] = 9/10*y[n,k] + 1/(10*K)", "L[n] = -sum(t[n,k]*log(p[n,k]), k)", MEAN),
        ("∂E/∂W_kd = (1/N) Σ_n (p_nk − t_nk) x_nd",),
    ),
    Entry(
        "temperature",
        {**CLASSES, "y": "N K label one-hot", "tau": "input positive"},
        (LOGITS, "p[n,k] = exp(z[n,k]/tau)/sum(exp(z[n,j]/tau), j)", CROSS_ENTROPY, MEAN),
        ("∂E/∂W_kd = (1/(N τ)) Σ_n (p_nk − y_nk) x_nd",),
    ),
    Entry(
        "class weights",
        {**CLASSES, "c": "K input positive", "y": "N K label one-hot"},
        (LOGITS, SHARES, "L[n] = -sum(c[k]*y[n,k]*log(p[n,k]), k)", MEAN),
        (
            "∂E/∂z_nk = (1/N) (p_nk Σ_j c_j y_nj − c_k y_nk)",
            "∂E/∂W_kd = (1/N) Σ_n (p_nk Σ_j c_j y_nj − c_k y_nk) x_nd",
        ),
    ),
    Entry(
        "masked classes",
        {**CLASSES, "m": "K input positive", "y": "N K label one-hot"},
        (
            LOGITS,
            "p[n,k] = m[k]*exp(z[n,k])/sum(m[j]*exp(z[n,j]), j)",
            "L[n] = log(sum(m[k]*exp(z[n,k]), k)) - sum(y[n,k]*z[n,k], k)",
            MEAN,
        ),
        ("∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd",),
    ),
    Entry(
        "softmax cross-entropy by log-sum-exp",
        {**CLASSES, "y": "N K label one-hot"},
        (LOGITS, SHARES, "L[n] = log(sum(exp(z[n,k]), k)) - sum(y[n,k]*z[n,k], k)", MEAN),
        ("∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd", "∂L_n/∂z_mk = δ_nm (p_nk − y_nk)"),
    ),
    Entry(
        "softmax regression with L2",
        {**CLASSES, "y": "N K label one-hot", "alpha": "input"},
        (LOGITS, SHARES, CROSS_ENTROPY, "E = 1/N*sum(L[n], n) + alpha/2*sum(W[k,d]^2, k, d)"),
        ("∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd + α W_kd",),
    ),
    Entry(
        "log-softmax",
        {**CLASSES, "y": "N K label one-hot"},
        (
            LOGITS,
            "q[n,k] = z[n,k] - log(sum(exp(z[n,j]), j))",
            "p[n,k] = exp(q[n,k])",
            "L[n] = -sum(y[n,k]*q[n,k], k)",
            MEAN,
        ),
        ("∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd",),
    ),
    Entry(
        "Poisson regression",
        {**LINE, "y": "N label positive"},
        (SCORE, "mu[n] = exp(z[n])", "L[n] = mu[n] - y[n]*z[n]", MEAN),
        ("∂E/∂w_d = (1/N) Σ_n (μ_n − y_n) x_nd",),
    ),
    Entry(
        "Poisson regression, loss by log",
        {**LINE, "y": "N label positive"},
        (SCORE, "mu[n] = exp(z[n])", "L[n] = mu[n] - y[n]*log(mu[n])", MEAN),
        ("∂E/∂w_d = (1/N) Σ_n (μ_n − y_n) x_nd",),
    ),
    Entry(
        "Gaussian with its own spread",
        {"x": "N D input", "w": "D parameter", "v": "D parameter", "y": "N label"},
        (
            "mu[n] = sum(w[d]*x[n,d], d)",
            "s[n] = sum(v[d]*x[n,d], d)",
            "L[n] = s[n] + 1/2*(mu[n] - y[n])^2*exp(-2*s[n])",
            MEAN,
        ),
        (
            "∂E/∂w_d = (1/N) Σ_n exp(−2 s_n) (μ_n − y_n) x_nd",
            "∂E/∂v_d = (1/N) Σ_n (1 − exp(−2 s_n) (μ_n − y_n)²) x_nd",
        ),
    ),
    Entry(
        "log cosh",
        {**LINE, "y": "N label"},
        (SCORE, "L[n] = log((exp(z[n] - y[n]) + exp(y[n] - z[n]))/2)", MEAN),
        ("∂E/∂w_d = (1/N) Σ_n x_nd tanh(z_n − y_n)",),
    ),
    Entry(
        "an unknown loss of the error",
        {**LINE, "y": "N label", "ell": "function"},
        (SCORE, "r[n] = z[n] - y[n]", "L[n] = ell(r[n])", MEAN),
        ("∂E/∂w_d = (1/N) Σ_n x_nd ell′(r_n)",),
    ),
]
