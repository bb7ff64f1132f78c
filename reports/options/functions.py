"""A function of the user's as ``FILE.py:FUNCTION``: the file is run, as ``python FILE.py`` would run it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

from derive.errors import InputError, UsageError, nearest

EXAMPLE = "a function is named as in model.py:loss; --help shows the options"


def function_at(reference: str) -> Callable[..., Any]:
    """The function that ``FILE.py:FUNCTION`` names; ``FUNCTION`` may be an attribute of another, ``Model.loss``.

    What the file prints while it runs goes to standard error.

    Raises:
        UsageError: it names no file and function.
        InputError: the file cannot be read, fails, or has no such function; the message has its line.
    """
    file, colon, name = reference.rpartition(":")
    if not colon or not name or not file.endswith(".py"):
        raise UsageError(f"{reference!r:.80} is no function of a file", hint=EXAMPLE)
    found: Any = module_at(Path(file))
    for part in name.split("."):
        if not hasattr(found, part):
            raise InputError(f"{file}: there is no function {name!r:.60}", hint=_near(part, found))
        found = getattr(found, part)
    if not callable(found):
        raise InputError(f"{file}: {name} is no function", hint=EXAMPLE)
    function: Callable[..., Any] = found
    return function


def _near(name: str, found: Any) -> str:
    known = [key for key, value in vars(found).items() if callable(value) and not key.startswith("_")]
    near = nearest(name, known)
    return f"did you mean {near[0]}?" if near else "it has " + (", ".join(known[:12]) or "none")


def module_at(path: Path) -> ModuleType:
    """The module that a file makes, run anew; its folder is looked in for what it imports.

    Raises:
        InputError: it cannot be read, or fails; the message has its line.
    """
    if not path.is_file():
        raise InputError(f"there is no file {str(path)!r:.120}", hint="check the path")
    from numeric.tracing.source_positions import forget_sources
    from numeric.tracing.tracing_errors import in_words

    folder, name = str(path.resolve().parent), f"backproof_model_{path.stem}"
    if folder not in sys.path:
        sys.path.insert(0, folder)
    forget_sources()
    loader = SourceFileLoader(name, str(path.resolve()))
    spec = spec_from_loader(name, loader)
    assert spec is not None
    module = sys.modules[name] = module_from_spec(spec)
    try:
        with redirect_stdout(sys.stderr):
            loader.exec_module(module)
    except SyntaxError as error:
        where = f"{error.filename}, line {error.lineno}"
        raise InputError(f"{where}: {error.msg} (in: {(error.text or '').strip():.80})", "mend the line") from None
    except (Exception, SystemExit) as error:
        raise InputError(in_words(error, loader.exec_module).message, "the file has to run by itself") from error
    return module
