"""Small networks made up at random: dense layers, activations, skips, gates, means, shared weights, losses."""

from __future__ import annotations

from random import Random

from .network_text import LETTERS, Entry

ACTIVATIONS = ("tanh", "sigmoid", "softplus", "relu", "silu", "exp", "sin", "square", "softsign", "leaky_relu")
# enough letters for sums inside sums
MANY = {"N": "nm", "D": "decabf", "K": "kjlioq", "H": "hgrstu"}
WIDTHS = ("H", "K", "D")


class RandomNetwork:
    """Definitions one after the other, each from what the last one gave: ``current``, over n and one more axis."""

    def __init__(self, seed: int) -> None:
        self.random = Random(f"backproof: random network {seed}")
        self.given = {"x": "N D input"}
        self.definitions: list[str] = []
        self.current, self.width, self.count = "x", "D", 0

    def name(self, letter: str) -> str:
        """A new name, u1, u2 and so on."""
        self.count += 1
        return f"{letter}{self.count}"

    def define(self, letter: str, right: str, width: str) -> None:
        """``letter[n, i] = right`` over the samples and an axis of that width."""
        self.current, self.width = self.name(letter), width
        self.definitions.append(f"{self.current}[n,{LETTERS[width][0]}] = {right}")

    def here(self, place: int = 0) -> str:
        """The current element at the first or second letter of its axis."""
        return f"{self.current}[n,{LETTERS[self.width][place]}]"

    def weights(self, out: str) -> str:
        """A weight from the current axis to another; sometimes one that is there already."""
        line = f"{out} {self.width} parameter"
        known = [name for name, other in self.given.items() if other == line]
        if known and self.random.random() < 0.5:
            return self.random.choice(known)
        self.given[name := self.name("W")] = line
        return name

    def dense(self) -> None:
        """u = W a."""
        out = self.random.choice(WIDTHS)
        weights, inner = self.weights(out), LETTERS[self.width][1 if out == self.width else 0]
        place = 1 if out == self.width else 0
        self.define("u", f"sum({weights}[{LETTERS[out][0]},{inner}]*{self.here(place)}, {inner})", out)

    def activation(self) -> None:
        """a = f(u)."""
        self.define("a", f"{self.random.choice(ACTIVATIONS)}({self.here()})", self.width)

    def skip(self) -> None:
        """r = h + f(h)."""
        self.define("r", f"{self.here()} + {self.random.choice(ACTIVATIONS)}({self.here()})", self.width)

    def gate(self) -> None:
        """g = h σ(v ⊙ h)."""
        self.given[name := self.name("v")] = f"{self.width} parameter"
        gain = f"{name}[{LETTERS[self.width][0]}]"
        self.define("g", f"{self.here()}*sigmoid({gain}*{self.here()})", self.width)

    def centred(self) -> None:
        """c = h − mean of h."""
        self.define("c", f"{self.here()} - 1/{self.width}*sum({self.here(1)}, {LETTERS[self.width][1]})", self.width)

    def shares(self) -> None:
        """p = softmax of h."""
        total = f"sum(exp({self.here(1)}), {LETTERS[self.width][1]})"
        self.define("p", f"exp({self.here()})/{total}", self.width)

    def finish(self) -> Entry:
        """Add labels and a loss, now and then a penalty."""
        here, letter = self.here(), LETTERS[self.width][0]
        kind = self.random.choice(("squares", "softmax", "binary"))
        label = f"y[n,{letter}]"
        self.given["y"] = f"N {self.width} label" + {"softmax": " one-hot", "binary": " binary"}.get(kind, "")
        loss = {
            "squares": f"sum(({here} - {label})^2, {letter})",
            "softmax": f"log(sum(exp({here}), {letter})) - sum({label}*{here}, {letter})",
            "binary": f"sum(softplus({here}) - {label}*{here}, {letter})",
        }[kind]
        self.definitions.append(f"L[n] = {loss}")
        parameters = [name for name, line in self.given.items() if "parameter" in line and len(line.split()) == 3]
        penalty = ""
        if parameters and self.random.random() < 0.3:
            name = self.random.choice(parameters)
            sizes = self.given[name].split()[:2]
            first = LETTERS[sizes[0]][0]
            second = LETTERS[sizes[1]][1 if sizes[0] == sizes[1] else 0]
            penalty = f" + 1/10*sum({name}[{first},{second}]^2, {first}, {second})"
        self.definitions.append(
            f"E = 1/N*sum(L[n], n){penalty}" if self.random.random() < 0.7 else f"E = sum(L[n], n){penalty}"
        )
        expected = tuple(f"∂E/{shown(name, line)} = 0" for name, line in self.given.items() if "parameter" in line)
        return Entry(
            "random", self.given, tuple(self.definitions), expected, axes=MANY, sizes={"N": 2, "D": 3, "K": 2, "H": 2}
        )


def shown(name: str, line: str) -> str:
    """∂W⁽³⁾_kd for a parameter named W3 over K and D."""
    number = name[1:].translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    sizes = line.split()[:-1]
    letters = [LETTERS[size][sizes[:place].count(size)] for place, size in enumerate(sizes)]
    return f"∂{name[0]}⁽{number}⁾_{''.join(letters)}"


def random_entry(seed: int) -> Entry:
    """The network of that seed: it begins with a dense layer, and has one to four further blocks."""
    made = RandomNetwork(seed)
    made.dense()
    blocks = (made.dense, made.activation, made.activation, made.skip, made.gate, made.centred, made.shares)
    for _ in range(made.random.randint(1, 4)):
        made.random.choice(blocks)()
    return made.finish()
