"""Numbers: what the formulas say on data, next to automatic differentiation and to the certified truth.

From a formula to readable JAX code, to the gradient on Iris, to its distance from what autodiff finds, to learning:

>>> import derive, numeric
>>> from numeric.starting_weights import starting_weights
>>> network = derive.classifier()
>>> formula = derive.derive_gradient(network, wrt="W").formula
>>> program = numeric.lower_gradients(network, {"W": formula})
>>> print(program.source.splitlines()[-2].strip())
dE_dW = jnp.einsum("nk,nd->kd", p - y, x) / N
>>> iris = numeric.load_dataset("iris")
>>> softmax = numeric.architecture_of(network, features=4, classes=3)
>>> start = starting_weights(softmax, seed=0)
>>> gradients = numeric.gradients_of(program)
>>> print(f"{gradients(start, iris.features, iris.labels)['W'][0, 0]:.4f}")
3.9589
>>> numeric.compare_gradients(softmax, start, iris, gradients).verdict
'agree'
>>> learnt = numeric.train(softmax, start, iris, gradients, epochs=10)
>>> print(f"{learnt.runs[0].loss[0]:.4f} -> {learnt.runs[0].loss[-1]:.4f}")
4.4951 -> 0.8084
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .architecture import Architecture, architecture_of
    from .comparison import compare_gradients, gradients_of
    from .datasets import load_dataset
    from .lowering import LoweredProgram, lower_gradients
    from .models import Model, custom_model, stax_model
    from .results import Comparison, Dataset, Training, WorkedExample
    from .training import train
    from .truth import Truth, enclose
    from .ulp import ulp_distance
    from .worked_example import example_inputs, work_example

__all__ = [
    "Architecture",
    "Comparison",
    "Dataset",
    "LoweredProgram",
    "Model",
    "Training",
    "Truth",
    "WorkedExample",
    "architecture_of",
    "compare_gradients",
    "custom_model",
    "enclose",
    "example_inputs",
    "gradients_of",
    "load_dataset",
    "lower_gradients",
    "stax_model",
    "train",
    "ulp_distance",
    "work_example",
]

# Loaded on first use: the command line answers questions about options without waiting for JAX.
_HOMES = {
    "Architecture": "architecture",
    "architecture_of": "architecture",
    "compare_gradients": "comparison",
    "gradients_of": "comparison",
    "load_dataset": "datasets",
    "LoweredProgram": "lowering",
    "lower_gradients": "lowering",
    "Model": "models",
    "custom_model": "models",
    "stax_model": "models",
    "Comparison": "results",
    "Dataset": "results",
    "Training": "results",
    "WorkedExample": "results",
    "train": "training",
    "Truth": "truth",
    "enclose": "truth",
    "ulp_distance": "ulp",
    "example_inputs": "worked_example",
    "work_example": "worked_example",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'numeric' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
