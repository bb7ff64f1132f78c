"""The words and signs of formulas: one table each."""

from __future__ import annotations

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "varrho",
        "varpi",
        "varsigma",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
        "ell",
        "hbar",
        "Re",
        "infty",
    ]
)
STYLES = {
    "mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "vec": "bold", "mathbb": "double", "mathcal": "cal",
    "mathscr": "cal", "mathfrak": "cal", "pmb": "bold", "bold": "bold", "bf": "bold", "cal": "cal", "mathds": "double",
}  # fmt: skip
ACCENTS = frozenset(["hat", "tilde", "bar", "widehat", "widetilde", "overline", "dot", "check", "breve"])
# How known functions are spelled, as words and as commands.
KNOWN = {
    "log": "log", "ln": "log", "lg": "lg", "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan", "tanh": "tanh",
    "sinh": "sinh", "cosh": "cosh", "sqrt": "sqrt", "max": "max", "min": "min", "softmax": "softmax",
    "sigmoid": "sigmoid", "Sigmoid": "sigmoid", "Softmax": "softmax", "SoftMax": "softmax", "diag": "diag",
    "sign": "sign", "sgn": "sign", "logistic": "sigmoid", "Diag": "diag", "abs": "abs", "trace": "trace", "tr": "trace",
    "relu": "relu", "ReLU": "relu", "softplus": "softplus", "arctan": "arctan", "erf": "erf",
}  # fmt: skip
OPERATORS = {
    "*": "*", "/": "/", "cdot": ".", "times": ".", "odot": "o", "circ": "o", "ast": "*", "star": "*", "bullet": ".",
    "div": "/", "otimes": "x",
}  # fmt: skip
ACCENT_NAMES = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}
