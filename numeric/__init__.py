"""Numbers: what the formulas say on data, next to automatic differentiation and to the certified truth.

From a formula to readable JAX code, to the gradient on Iris, to its distance from what autodiff finds, to learning:

>>> import derive, numeric
>>> from numeric.model.starting_weights import starting_weights
>>> network = derive.classifier()
>>> formula = derive.derive_gradient(network, wrt="W").formula
>>> program = numeric.lower_gradients(network, {"W": formula})
>>> print(program.source.splitlines()[-2].strip())
dE_dW = jnp.einsum("nk,nd->kd", p - y, x) / N
>>> iris = numeric.load_dataset("iris")
>>> softmax = numeric.architecture_of(network, features=4, classes=3)
>>> start = starting_weights(softmax, seed=0)
>>> gradients = numeric.gradients_of(program)
>>> arrays = numeric.arrays_of(network, iris, numeric.sizes_of(network, iris))
>>> print(f"{gradients(start, arrays)['W'][0, 0]:.4f}")
3.9589
>>> numeric.compare_gradients(softmax, start, iris, gradients).verdict
'agree'
>>> learnt = numeric.train(softmax, start, iris, gradients, epochs=10)
>>> print(f"{learnt.runs[0].loss[0]:.4f} -> {learnt.runs[0].loss[-1]:.4f}")
4.4951 -> 0.8084
"""

import lazy_loader

# Loaded on first use, as the stub beside this file says: `backproof --help` waits for none of them.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
