"""What a lesson says about an elementary function, and how its page computes it: parts of the functions' records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lesson:
    """A function in a teacher's words, and in the language of a page.

    ``does`` says what becomes of the values {below} it; ``called`` is its name in a sentence and ``several`` that of
    many of its values, where there is such a word; ``formula`` is what a reader who does not know its sign looks up,
    f(u) in LaTeX. ``javascript`` is its name there, or a stable function of u, where SymPy's printer has none.
    ``rule`` is what the rule of its derivative is called, where that is not the function's name.

    >>> LESSONS["relu"].does.format(below="logits")
    'relu keeps each of the logits that is positive and makes 0 of the others'
    """

    does: str
    called: str = ""
    several: str = ""
    formula: str = ""
    javascript: str = ""
    rule: str = ""


def _error_function(x: str, result: str) -> str:
    """JavaScript with ``inside`` = erf x and ``outside`` = 1 − erf x, for x ≥ 0.

    Near 0 by a series of positive terms, far from it by a continued fraction: nothing nearly equal is subtracted.
    """
    return f"""(u) => {{
      const x = {x}, peak = Math.exp(-x * x) / Math.sqrt(Math.PI);
      let term = x, sum = x, rest = 0;
      for (let k = 1; k < 60; k += 1) sum += term *= 2 * x * x / (2 * k + 1);
      for (let k = 60; k > 0; k -= 1) rest = k / 2 / (x + rest);
      const inside = x < 2 ? 2 * peak * sum : 1 - peak / (x + rest);
      const outside = x < 2 ? 1 - inside : peak / (x + rest);
      return {result};
    }}"""


LESSONS = {
    "exp": Lesson(
        "the exponential makes each of the {below} positive", several="exponentials", rule="exponential"
    ),
    "log": Lesson(
        "the natural logarithm of each of the {below}, which must be positive", several="natural logarithms",
        rule="logarithm",
    ),
    "log1p": Lesson(
        "the natural logarithm of one more than each of the {below}, which must be above −1",
        javascript="Math.log1p",
    ),
    "expm1": Lesson(
        "one less than the exponential of each of the {below}",
        javascript="Math.expm1",
    ),
    "sqrt": Lesson(
        "the square root of each of the {below}, which must not be negative", several="square roots",
        rule="square root",
    ),
    "square": Lesson("the square of each of the {below}", several="squares"),
    "abs": Lesson("the magnitude of each of the {below}, without its sign", several="magnitudes"),
    "sign": Lesson(
        "the sign of each of the {below}", "the sign of a number", "signs",
        r"1 \text{ where } u > 0,\ -1 \text{ where } u < 0,\ 0 \text{ where } u = 0",
    ),
    "positive": Lesson(
        "1 for each of the {below} that is positive, 0 for the others", "the indicator",
        formula=r"1 \text{ where } u > 0,\ 0 \text{ elsewhere}",
        javascript="(u) => (u > 0 ? 1 : 0)",
    ),
    "tanh": Lesson(
        "the hyperbolic tangent squeezes each of the {below} between −1 and 1", "the hyperbolic tangent",
        "hyperbolic tangents", "(e^u - e^{-u}) / (e^u + e^{-u})",
        javascript="Math.tanh",
    ),
    "sigmoid": Lesson(
        "the sigmoid squeezes each of the {below} between 0 and 1", "the sigmoid", "sigmoids", "1 / (1 + e^{-u})",
        javascript="(u) => 1 / (1 + Math.exp(-u))",
    ),
    "softplus": Lesson(
        "softplus makes each of the {below} positive: a smooth relu", "softplus", formula=r"\ln(1 + e^u)",
        javascript="(u) => Math.max(0, u) + Math.log1p(Math.exp(-Math.abs(u)))",
    ),
    "relu": Lesson(
        "relu keeps each of the {below} that is positive and makes 0 of the others", "relu", formula=r"\max(0, u)",
        javascript="(u) => Math.max(0, u)",
    ),
    "leaky relu": Lesson(
        "leaky relu keeps each of the {below} that is positive and makes a hundredth of the others", "leaky relu",
        formula=r"\max(u, u/100)",
        javascript="(u) => Math.max(u, u / 100)",
    ),
    "elu": Lesson(
        "elu keeps each of the {below} that is positive and bends the others smoothly towards −1", "elu",
        formula=r"\max(0, u) + e^{\min(0, u)} - 1",
        javascript="(u) => Math.max(0, u) + Math.expm1(Math.min(0, u))",
    ),
    "silu": Lesson(
        "silu multiplies each of the {below} by its own sigmoid", "silu", formula="u / (1 + e^{-u})",
        javascript="(u) => u / (1 + Math.exp(-u))",
    ),
    "gelu": Lesson(
        "gelu multiplies each of the {below} by the probability that a normal number is below it", "gelu",
        formula=r"u\,(1 + \mathrm{erf}(u/\sqrt{2})) / 2",
        javascript=_error_function("Math.abs(u) * Math.SQRT1_2", "u * (u < 0 ? outside : 1 + inside) / 2"),
    ),
    "gelu tanh": Lesson(
        "this form of gelu, by tanh, multiplies each of the {below} by a number between 0 and 1 that grows with it",
        "gelu by tanh", formula=r"u\,(1 + \tanh(\sqrt{2/\pi}\,(u + 0.044715\,u^3))) / 2",
        javascript="(u) => u / (1 + Math.exp(-Math.sqrt(8 / Math.PI) * (u + 0.044715 * u * u * u)))",
    ),
    "softsign": Lesson(
        "softsign squeezes each of the {below} between −1 and 1", "softsign", formula=r"u / (1 + \lvert u \rvert)",
        javascript="(u) => u / (1 + Math.abs(u))",
    ),
    "hard tanh": Lesson(
        "hard tanh keeps each of the {below} between −1 and 1 and cuts the others off there", "hard tanh",
        formula=r"\max(-1, \min(1, u))",
        javascript="(u) => Math.max(-1, Math.min(1, u))",
    ),
    "sin": Lesson("the sine of each of the {below}", several="sines"),
    "cos": Lesson("the cosine of each of the {below}", several="cosines"),
    "erf": Lesson(
        "the error function squeezes each of the {below} between −1 and 1", "the error function",
        formula=r"\frac{2}{\sqrt{\pi}} \int_0^u e^{-t^2}\,dt",
        javascript=_error_function("Math.abs(u)", "u < 0 ? -inside : inside"),
    ),
}  # fmt: skip
