"""Elementary functions from the text in their records, called in a fresh process and outside of any compilation."""

import subprocess
import sys


def test_the_first_call_of_all_is_one_on_many_numbers() -> None:
    """JAX imports parts of itself when they are first used: the record's function lets it."""
    code = (
        "import numpy as np; from numeric.model.elementary import activation;"
        "print(float(activation('tanh')(np.full((2000, 64), 20.0)).sum()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == "128000.0\n"
