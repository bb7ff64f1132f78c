"""What libraries say to their programmers is nothing to a reader: a command's standard error has our words alone."""

from __future__ import annotations

import logging
import os
import sys
import warnings

# XLA writes to the descriptor itself; a process that is started here begins with these too.
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
_SAID: set[str] = set()


def quiet_libraries() -> None:
    """Show no warning and no log message of a library in this process; who asks Python for warnings gets them."""
    if sys.warnoptions:
        return
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    warnings.showwarning = _unheard
    logging.getLogger().addHandler(logging.NullHandler())


def heard(beginning: str) -> bool:
    """True where a warning began with these words."""
    return any(said.startswith(beginning) for said in _SAID)


def _unheard(message: Warning | str, *_: object, **__: object) -> None:
    """Of a library that sets filters of its own, warnings come here all the same."""
    _SAID.add(str(message))
