"""Layers between the input and a loss: connections past a layer, norms, masks, convolution, shared weights."""

from __future__ import annotations

from .losses import MEAN, SHARES
from .network_text import Entry

HALF_SQUARES = "E = 1/2*sum((r[n,d] - y[n,d])^2, n, d)"
CROSS_ENTROPY = "L[n] = -sum(y[n,k]*log(p[n,k]), k)"
SQUARE_WEIGHTS = {"x": "N D input", "W": "D D parameter", "y": "N D label"}
OWN_NORM = ("E = sum(c[n,d]*z[n,d], n, d)",)

ENTRIES = [
    Entry(
        "skip connection",
        {"h": "N D input", "W": "D D parameter", "y": "N D label"},
        ("u[n,d] = sum(W[d,e]*h[n,e], e)", "a[n,d] = tanh(u[n,d])", "r[n,d] = h[n,d] + a[n,d]", HALF_SQUARES),
        (
            "∂E/∂h_nd = Σ_e (r_ne − y_ne) (1 − a_ne²) W_ed + r_nd − y_nd",
            "∂E/∂W_de = Σ_n (r_nd − y_nd) (1 − a_nd²) h_ne",
        ),
    ),
    Entry(
        "skip connection over one definition",
        {"x": "N D input", "w": "D parameter", "y": "N D label"},
        ("h[n,d] = w[d]*x[n,d]", "r[n,d] = h[n,d] + tanh(h[n,d])", HALF_SQUARES),
        ("∂E/∂w_d = Σ_n (r_nd − y_nd) (2 − tanh² h_nd) x_nd",),
    ),
    Entry(
        "residual block of two layers",
        {"x": "N D input", "W1": "H D parameter", "W2": "D H parameter", "y": "N D label"},
        (
            "u[n,h] = sum(W1[h,d]*x[n,d], d)",
            "a[n,h] = tanh(u[n,h])",
            "v[n,d] = sum(W2[d,h]*a[n,h], h)",
            "r[n,d] = x[n,d] + v[n,d]",
            HALF_SQUARES,
        ),
        (
            "∂E/∂x_nd = Σ_h (1 − a_nh²) W⁽¹⁾_hd Σ_e (r_ne − y_ne) W⁽²⁾_eh + r_nd − y_nd",
            "∂E/∂W⁽¹⁾_hd = Σ_n (1 − a_nh²) x_nd Σ_e (r_ne − y_ne) W⁽²⁾_eh",
            "∂E/∂W⁽²⁾_dh = Σ_n (r_nd − y_nd) a_nh",
        ),
    ),
    Entry(
        "weight decay in the loss of two layers",
        {"x": "N D input", "W1": "H D parameter", "W2": "K H parameter", "y": "N K label one-hot", "alpha": "input"},
        (
            "u[n,h] = sum(W1[h,d]*x[n,d], d)",
            "a[n,h] = tanh(u[n,h])",
            "z[n,k] = sum(W2[k,h]*a[n,h], h)",
            SHARES,
            CROSS_ENTROPY,
            "E = 1/N*sum(L[n], n) + alpha/2*sum(W1[h,d]^2, h, d) + alpha/2*sum(W2[k,h]^2, k, h)",
        ),
        (
            "∂E/∂W⁽¹⁾_hd = (1/N) Σ_n (1 − a_nh²) x_nd Σ_k (p_nk − y_nk) W⁽²⁾_kh + α W⁽¹⁾_hd",
            "∂E/∂W⁽²⁾_kh = (1/N) Σ_n (p_nk − y_nk) a_nh + α W⁽²⁾_kh",
        ),
    ),
    Entry(
        "layer norm",
        {"z": "N D input", "c": "N D label"},
        (
            "mu[n] = 1/D*sum(z[n,d], d)",
            "s[n] = sqrt(1/D*sum((z[n,d] - mu[n])^2, d))",
            "zhat[n,d] = (z[n,d] - mu[n])/s[n]",
            "E = sum(c[n,d]*zhat[n,d], n, d)",
        ),
        (
            "∂ẑ_nd/∂z_me = δ_nm (δ_de − 1/D − (1/D) ẑ_nd ẑ_ne) / s_n",
            "∂E/∂z_nd = (c_nd − (1/D) ẑ_nd Σ_e c_ne ẑ_ne − (1/D) Σ_e c_ne) / s_n",
        ),
        sizes={"D": 3, "N": 2},
    ),
    Entry(
        "layer norm with gain and offset",
        {"z": "N D input", "g": "D parameter", "b": "D parameter", "y": "N D label"},
        (
            "mu[n] = 1/D*sum(z[n,d], d)",
            "v[n] = 1/D*sum((z[n,d] - mu[n])^2, d)",
            "zhat[n,d] = (z[n,d] - mu[n])/sqrt(v[n] + 1/1000)",
            "r[n,d] = g[d]*zhat[n,d] + b[d]",
            HALF_SQUARES,
        ),
        ("∂E/∂g_d = Σ_n (r_nd − y_nd) ẑ_nd", "∂E/∂b_d = Σ_n (r_nd − y_nd)"),
        sizes={"D": 3, "N": 2},
    ),
    Entry(
        "batch norm in training",
        {"z": "N D input", "c": "N D label"},
        (
            "mu[d] = 1/N*sum(z[n,d], n)",
            "s[d] = sqrt(1/N*sum((z[n,d] - mu[d])^2, n))",
            "zhat[n,d] = (z[n,d] - mu[d])/s[d]",
            "E = sum(c[n,d]*zhat[n,d], n, d)",
        ),
        ("∂E/∂z_nd = (c_nd − (1/N) ẑ_nd Σ_m c_md ẑ_md − (1/N) Σ_m c_md) / s_d",),
    ),
    Entry(
        "dropout with a given mask",
        {"x": "N D input", "W": "H D parameter", "v": "H parameter", "m": "N H input binary", "y": "N label"},
        (
            "u[n,h] = sum(W[h,d]*x[n,d], d)",
            "a[n,h] = 2*m[n,h]*tanh(u[n,h])",
            "yhat[n] = sum(v[h]*a[n,h], h)",
            "E = 1/(2*N)*sum((yhat[n] - y[n])^2, n)",
        ),
        (
            "∂E/∂v_h = (1/N) Σ_n (ŷ_n − y_n) a_nh",
            "∂E/∂W_hd = (2/N) v_h Σ_n (ŷ_n − y_n) m_nh (1 − tanh² u_nh) x_nd",
        ),
    ),
    Entry(
        "embedding by one-hot",
        {"o": "N V input one-hot", "U": "V D parameter", "W": "K D parameter", "y": "N K label one-hot"},
        (
            "e[n,d] = sum(o[n,v]*U[v,d], v)",
            "z[n,k] = sum(W[k,d]*e[n,d], d)",
            SHARES,
            CROSS_ENTROPY,
            MEAN,
        ),
        (
            "∂E/∂U_vd = (1/N) Σ_n o_nv Σ_k (p_nk − y_nk) W_kd",
            "∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) e_nd",
        ),
        axes={"V": "v"},
    ),
    Entry(
        "one-dimensional convolution",
        {"x": "N I input", "w": "S parameter", "y": "N (I - S + 1) label"},
        ("o[n,i] = sum(w[s]*x[n,i + s - 1], s)", "E = 1/2*sum((o[n,i] - y[n,i])^2, n, i)"),
        ("∂E/∂w_s = Σ_n Σ_i (o_ni − y_ni) x_(n,i+s−1)",),
        axes={"I": "t", "S": "s", "I - S + 1": "i"},
        sizes={"I": 4, "S": 2},
    ),
    Entry(
        "convolution, tanh, mean pooling, softmax",
        {"x": "N I input", "F": "H S parameter", "W": "K H parameter", "y": "N K label one-hot"},
        (
            "u[n,h,i] = sum(F[h,s]*x[n,i + s - 1], s)",
            "a[n,h,i] = tanh(u[n,h,i])",
            "q[n,h] = 1/(I - S + 1)*sum(a[n,h,i], i)",
            "z[n,k] = sum(W[k,h]*q[n,h], h)",
            SHARES,
            CROSS_ENTROPY,
            MEAN,
        ),
        (
            "∂E/∂W_kh = (1/N) Σ_n (p_nk − y_nk) q_nh",
            "∂E/∂F_hs = (1/(N (I − S + 1))) Σ_n Σ_i (1 − a_nhi²) x_(n,i+s−1) Σ_k (p_nk − y_nk) W_kh",
        ),
        axes={"I": "t", "S": "s", "I - S + 1": "i"},
        sizes={"I": 4, "S": 2, "N": 2, "K": 2},
    ),
    Entry(
        "mean pooling",
        {"x": "N T D input", "W": "K D parameter", "y": "N K label one-hot"},
        (
            "h[n,d] = 1/T*sum(x[n,t,d], t)",
            "z[n,k] = sum(W[k,d]*h[n,d], d)",
            SHARES,
            CROSS_ENTROPY,
            MEAN,
        ),
        (
            "∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) h_nd",
            "∂E/∂x_ntd = (1/(N T)) Σ_k (p_nk − y_nk) W_kd",
        ),
        axes={"T": "t"},
    ),
    Entry(
        "two towers with a shared weight",
        {"x": "N D input", "t": "N D input", "W": "H D parameter", "y": "N label binary"},
        (
            "u[n,h] = sum(W[h,d]*x[n,d], d)",
            "v[n,h] = sum(W[h,d]*t[n,d], d)",
            "z[n] = sum(u[n,h]*v[n,h], h)",
            "p[n] = sigmoid(z[n])",
            "L[n] = -y[n]*log(p[n]) - (1 - y[n])*log(1 - p[n])",
            MEAN,
        ),
        ("∂E/∂W_hd = (1/N) Σ_n (p_n − y_n) (v_nh x_nd + t_nd u_nh)",),
    ),
    Entry(
        "autoencoder",
        {"x": "N D input", "W1": "H D parameter", "W2": "D H parameter"},
        (
            "u[n,h] = sum(W1[h,d]*x[n,d], d)",
            "a[n,h] = tanh(u[n,h])",
            "r[n,d] = sum(W2[d,h]*a[n,h], h)",
            "E = 1/N*sum((r[n,d] - x[n,d])^2, n, d)",
        ),
        (
            "∂E/∂W⁽¹⁾_hd = (2/N) Σ_n (1 − a_nh²) x_nd Σ_e (r_ne − x_ne) W⁽²⁾_eh",
            "∂E/∂W⁽²⁾_dh = (2/N) Σ_n (r_nd − x_nd) a_nh",
        ),
    ),
    Entry(
        "autoencoder with tied weights",
        {"x": "N D input", "W": "H D parameter"},
        (
            "u[n,h] = sum(W[h,d]*x[n,d], d)",
            "a[n,h] = tanh(u[n,h])",
            "r[n,d] = sum(W[h,d]*a[n,h], h)",
            "E = 1/N*sum((r[n,d] - x[n,d])^2, n, d)",
        ),
        ("∂E/∂W_hd = (2/N) Σ_n ((1 − a_nh²) x_nd Σ_e (r_ne − x_ne) W_he + (r_nd − x_nd) a_nh)",),
    ),
    Entry(
        "a weight used twice",
        {"x": "N D input", "W": "D D parameter", "y": "N D label"},
        (
            "u[n,d] = sum(W[d,e]*x[n,e], e)",
            "a[n,d] = tanh(u[n,d])",
            "r[n,d] = sum(W[d,e]*a[n,e], e)",
            HALF_SQUARES,
        ),
        ("∂E/∂W_de = Σ_n ((1 − a_nd²) x_ne Σ_c (r_nc − y_nc) W_cd + (r_nd − y_nd) a_ne)",),
    ),
    Entry(
        "recurrence unrolled twice",
        {
            "x1": "N D input",
            "x2": "N D input",
            "U": "H D parameter",
            "W": "H H parameter",
            "v": "H parameter",
            "y": "N label",
        },
        (
            "u1[n,h] = sum(U[h,d]*x1[n,d], d)",
            "a1[n,h] = tanh(u1[n,h])",
            "u2[n,h] = sum(U[h,d]*x2[n,d], d) + sum(W[h,g]*a1[n,g], g)",
            "a2[n,h] = tanh(u2[n,h])",
            "yhat[n] = sum(v[h]*a2[n,h], h)",
            "E = 1/2*sum((yhat[n] - y[n])^2, n)",
        ),
        (
            "∂E/∂W_hg = v_h Σ_n (ŷ_n − y_n) (1 − (a⁽²⁾_nh)²) a⁽¹⁾_ng",
            "∂E/∂U_hd = Σ_n (ŷ_n − y_n) (1 − (a⁽¹⁾_nh)²) x⁽¹⁾_nd Σ_g v_g (1 − (a⁽²⁾_ng)²) W_gh"
            " + v_h Σ_n (ŷ_n − y_n) (1 − (a⁽²⁾_nh)²) x⁽²⁾_nd",
        ),
    ),
    Entry(
        "gated unit",
        {"x": "N D input", "U": "H D parameter", "W": "H D parameter", "y": "N H label"},
        (
            "u[n,h] = sum(U[h,d]*x[n,d], d)",
            "v[n,h] = sum(W[h,d]*x[n,d], d)",
            "s[n,h] = sigmoid(v[n,h])",
            "r[n,h] = u[n,h]*s[n,h]",
            "E = 1/2*sum((r[n,h] - y[n,h])^2, n, h)",
        ),
        (
            "∂E/∂U_hd = Σ_n (r_nh − y_nh) s_nh x_nd",
            "∂E/∂W_hd = Σ_n (r_nh − y_nh) s_nh (1 − s_nh) u_nh x_nd",
        ),
    ),
]
