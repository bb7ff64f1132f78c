"""Numbers: what the formulas say on data, next to automatic differentiation and to the certified truth.

From a formula to readable JAX code, to the gradient on Iris, to its distance from what autodiff finds, to learning:

>>> import derive, numeric
>>> network = derive.classifier()
>>> formula = derive.derive_gradient(network, wrt="W").formula
>>> program = numeric.lower_gradients(network, {"W": formula})
>>> print(program.source.splitlines()[-2].strip())
dE_dW = jnp.einsum("nk,nd->kd", p - y, x) / N
>>> iris = numeric.load_dataset("iris")
>>> sizes = numeric.sizes_of(network, iris)
>>> start, arrays = numeric.starting_weights(network, sizes, seed=0), numeric.arrays_of(network, iris, sizes)
>>> gradients = numeric.gradients_of(program)
>>> print(f"{gradients(start, arrays)['W'][0, 0]:.4f}")
3.9589
>>> numeric.compare_gradients(network, start, arrays, gradients).verdict
'agree'
>>> learnt = numeric.train(network, start, arrays, gradients, epochs=10)
>>> print(f"{learnt.runs[0].loss[0]:.4f} -> {learnt.runs[0].loss[-1]:.4f}")
4.4951 -> 0.6904
"""

import lazy_loader

# Loaded on first use, as the stub beside this file says: `backproof --help` waits for none of them.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
