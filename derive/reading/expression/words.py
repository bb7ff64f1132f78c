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
    "overrightarrow": "bold", "vb": "bold", "underline": "bold", "underbar": "bold",
}  # fmt: skip
SWITCHES = ("bf", "cal")  # these last to the end of their group
# What an accent is called: a letter below it is another letter.
ACCENTS = {
    "hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde", "bar": "bar", "overline": "bar",
    "dot": "dot", "ddot": "ddot", "dddot": "dddot", "check": "check", "widecheck": "check", "breve": "breve",
    "mathring": "ring", "acute": "acute", "grave": "grave",
    "undertilde": "undertilde", "utilde": "undertilde", "overleftarrow": "left",
    "overleftrightarrow": "leftright", "overparen": "arc", "wideparen": "arc", "overbracket": "bracket",
    "Hat": "hat", "Tilde": "tilde", "Bar": "bar", "Dot": "dot", "Check": "check", "Breve": "breve",
}  # fmt: skip
# How known functions are spelled, as words and as commands.
KNOWN = {
    "log": "log", "ln": "log", "lg": "lg", "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan", "tanh": "tanh",
    "sinh": "sinh", "cosh": "cosh", "sqrt": "sqrt", "max": "max", "min": "min", "softmax": "softmax",
    "sigmoid": "sigmoid", "Sigmoid": "sigmoid", "Softmax": "softmax", "SoftMax": "softmax", "diag": "diag",
    "sign": "sign", "sgn": "sign", "logistic": "sigmoid", "Diag": "diag", "abs": "abs", "trace": "trace", "tr": "trace",
    "relu": "relu", "ReLU": "relu", "softplus": "softplus", "erf": "erf",
    "cot": "cot", "sec": "sec", "csc": "csc", "sech": "sech", "csch": "csch", "coth": "coth",
    "arcsin": "arcsin", "asin": "arcsin", "arccos": "arccos", "acos": "arccos", "arctan": "arctan", "atan": "arctan",
    "arsinh": "arsinh", "arcsinh": "arsinh", "asinh": "arsinh", "arcosh": "arcosh", "arccosh": "arcosh",
    "acosh": "arcosh", "artanh": "artanh", "arctanh": "artanh", "atanh": "artanh",
}  # fmt: skip
# Two letters below another that say by what it was found, such as most likelihood and least squares.
ESTIMATES = frozenset({"ML", "LS"})
# What stands below a norm, and which it says.
NORMS = {"2": "norm", "F": "norm", "Fro": "norm", "fro": "norm", "frob": "norm", "ell_2": "norm", "1": "norm1"}
# Letters that are functions by custom: a bracket behind one, which never stands alone, has its argument.
CUSTOMARY = frozenset({"sigma", "Phi"})
LANDAU = frozenset({"O", "cal:O"})  # what is left out, up to a factor
OPERATORS = {
    "*": "*", "/": "/", "cdot": ".", "times": ".", "odot": "o", "circ": "o", "ast": "*", "star": "*", "bullet": ".",
    "div": "/", "otimes": "x", "bigotimes": "x", "bigodot": "o",
}  # fmt: skip
