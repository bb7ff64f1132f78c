"""Attention, contrast, factors, three layers, second order."""

from __future__ import annotations

from .layers import CROSS_ENTROPY
from .losses import CLASSES, LOGITS, MEAN, SHARES
from .network_text import Entry

HIDDEN = {"x": "N D input", "W": "H D parameter", "v": "H parameter", "y": "N label"}

ENTRIES = [
    Entry(
        "attention weights",
        {"q": "T H input", "k": "T H input", "c": "T T label"},
        (
            "s[i,j] = sum(q[i,h]*k[j,h], h)/sqrt(H)",
            "A[i,j] = exp(s[i,j])/sum(exp(s[i,m]), m)",
            "E = sum(c[i,j]*A[i,j], i, j)",
        ),
        (
            "∂E/∂s_ij = A_ij (c_ij − Σ_m c_im A_im)",
            "∂E/∂q_ih = (1/√H) Σ_j A_ij (c_ij − Σ_m c_im A_im) k_jh",
        ),
        axes={"T": "ijm"},
    ),
    Entry(
        "one attention head",
        {"x": "T D input", "Q": "H D parameter", "R": "H D parameter", "V": "H D parameter", "y": "T H label"},
        (
            "q[i,h] = sum(Q[h,d]*x[i,d], d)",
            "k[i,h] = sum(R[h,d]*x[i,d], d)",
            "v[i,h] = sum(V[h,d]*x[i,d], d)",
            "s[i,j] = sum(q[i,h]*k[j,h], h)/sqrt(H)",
            "A[i,j] = exp(s[i,j])/sum(exp(s[i,m]), m)",
            "o[i,h] = sum(A[i,j]*v[j,h], j)",
            "E = 1/2*sum((o[i,h] - y[i,h])^2, i, h)",
        ),
        (
            "∂E/∂V_hd = Σ_i x_id Σ_j (o_jh − y_jh) A_ji",
            "∂E/∂A_ij = Σ_h (o_ih − y_ih) v_jh",
            "∂E/∂s_ij = A_ij (Σ_h (o_ih − y_ih) v_jh − Σ_m A_im Σ_h (o_ih − y_ih) v_mh)",
        ),
        axes={"T": "ijm"},
    ),
    Entry(
        "two attention heads and more",
        {
            "x": "T D input",
            "Q": "A H D parameter",
            "R": "A H D parameter",
            "V": "A H D parameter",
            "W": "D A H parameter",
            "y": "T D label",
        },
        (
            "q[a,i,h] = sum(Q[a,h,d]*x[i,d], d)",
            "k[a,i,h] = sum(R[a,h,d]*x[i,d], d)",
            "v[a,i,h] = sum(V[a,h,d]*x[i,d], d)",
            "s[a,i,j] = sum(q[a,i,h]*k[a,j,h], h)/sqrt(H)",
            "P[a,i,j] = exp(s[a,i,j])/sum(exp(s[a,i,m]), m)",
            "o[a,i,h] = sum(P[a,i,j]*v[a,j,h], j)",
            "r[i,d] = sum(W[d,a,h]*o[a,i,h], a, h)",
            "E = 1/2*sum((r[i,d] - y[i,d])^2, i, d)",
        ),
        (
            "∂E/∂W_dah = Σ_i (r_id − y_id) o_aih",
            "∂E/∂V_ahd = Σ_i x_id Σ_j P_aji Σ_e (r_je − y_je) W_eah",
        ),
        axes={"T": "ijm", "A": "a"},
        sizes={"T": 2},
    ),
    Entry(
        "contrast within the batch (InfoNCE)",
        {"x": "N D input", "t": "N D input", "W": "H D parameter"},
        (
            "u[n,h] = sum(W[h,d]*x[n,d], d)",
            "v[n,h] = sum(W[h,d]*t[n,d], d)",
            "s[n,m] = sum(u[n,h]*v[m,h], h)",
            "p[n,m] = exp(s[n,m])/sum(exp(s[n,i]), i)",
            "L[n] = -log(p[n,n])",
            MEAN,
        ),
        (
            "∂E/∂s_nm = (1/N) (p_nm − δ_nm)",
            "∂E/∂u_nh = (1/N) (Σ_m p_nm v_mh − v_nh)",
        ),
        axes={"N": "nmi"},
    ),
    Entry(
        "cosine similarity",
        {"u": "N H input", "v": "N H input"},
        (
            "r[n] = sqrt(sum(u[n,h]^2, h))",
            "t[n] = sqrt(sum(v[n,h]^2, h))",
            "c[n] = sum(u[n,h]*v[n,h], h)/(r[n]*t[n])",
            "E = sum(c[n], n)",
        ),
        ("∂E/∂u_nh = (v_nh / t_n − c_n u_nh / r_n) / r_n",),
    ),
    Entry(
        "matrix factors of observed entries",
        {"R": "N D label", "o": "N D input binary", "U": "N H parameter", "V": "D H parameter"},
        ("r[n,d] = sum(U[n,h]*V[d,h], h)", "E = sum(o[n,d]*(r[n,d] - R[n,d])^2, n, d)"),
        (
            "∂E/∂U_nh = 2 Σ_d o_nd (r_nd − R_nd) V_dh",
            "∂E/∂V_dh = 2 Σ_n o_nd (r_nd − R_nd) U_nh",
        ),
    ),
    Entry(
        "three layers, three activations",
        {
            "x": "N D input",
            "W1": "H_1 D parameter",
            "W2": "H_2 H_1 parameter",
            "W3": "H_3 H_2 parameter",
            "W4": "K H_3 parameter",
            "y": "N K label one-hot",
        },
        (
            "u1[n,h] = sum(W1[h,d]*x[n,d], d)",
            "a1[n,h] = tanh(u1[n,h])",
            "u2[n,r] = sum(W2[r,h]*a1[n,h], h)",
            "a2[n,r] = sigmoid(u2[n,r])",
            "u3[n,u] = sum(W3[u,r]*a2[n,r], r)",
            "a3[n,u] = softplus(u3[n,u])",
            "z[n,k] = sum(W4[k,u]*a3[n,u], u)",
            SHARES,
            CROSS_ENTROPY,
            MEAN,
        ),
        (
            "∂E/∂W⁽³⁾_ur = (1/N) Σ_n a⁽²⁾_nr σ(u⁽³⁾_nu) Σ_k (p_nk − y_nk) W⁽⁴⁾_ku",
            "∂E/∂W⁽²⁾_rh = (1/N) Σ_n a⁽²⁾_nr (1 − a⁽²⁾_nr) a⁽¹⁾_nh Σ_u W⁽³⁾_ur σ(u⁽³⁾_nu) Σ_k (p_nk − y_nk) W⁽⁴⁾_ku",
        ),
        axes={"H_1": "hg", "H_2": "rs", "H_3": "uv"},
        sizes={"H_1": 2, "H_2": 3, "H_3": 2},
    ),
    Entry(
        "Hessian of the linear classifier",
        {**CLASSES, "y": "N K label one-hot"},
        (
            LOGITS,
            SHARES,
            "G[k,d] = 1/N*sum((p[n,k] - y[n,k])*x[n,d], n)",
        ),
        ("∂G_kd/∂W_je = (1/N) Σ_n p_nk (δ_kj − p_nj) x_nd x_ne",),
    ),
    Entry(
        "Hessian of a hidden layer",
        HIDDEN,
        (
            "u[n,h] = sum(W[h,d]*x[n,d], d)",
            "a[n,h] = tanh(u[n,h])",
            "yhat[n] = sum(v[h]*a[n,h], h)",
            "G[h,d] = 1/N*sum((yhat[n] - y[n])*v[h]*(1 - a[n,h]^2)*x[n,d], n)",
        ),
        ("∂G_hd/∂W_ge = (1/N) v_h Σ_n (v_g (1 − a_nh²) − 2 (ŷ_n − y_n) a_nh δ_hg) (1 − a_ng²) x_nd x_ne",),
    ),
    Entry(
        "an unknown activation",
        {**HIDDEN, "f": "function"},
        (
            "u[n,h] = sum(W[h,d]*x[n,d], d)",
            "a[n,h] = f(u[n,h])",
            "yhat[n] = sum(v[h]*a[n,h], h)",
            "E = 1/(2*N)*sum((yhat[n] - y[n])^2, n)",
        ),
        ("∂E/∂W_hd = (1/N) v_h Σ_n (ŷ_n − y_n) x_nd f′(u_nh)",),
    ),
]
