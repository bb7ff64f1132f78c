"""A Sphinx extension: formulas by their keys in anybody's documentation.

With ``extensions = ["reports.sphinx_extension"]`` in ``conf.py``::

    .. backproof:: gradient/W
       :bias:
       :label: gradient

    The derivative of softmax is :backproof:`jacobian/p-z`; the update uses :eq:`gradient`.

A formula becomes Sphinx's own mathematics, so that every builder, number and reference works as for any other.
``backproof_network = {"hidden": ["8:tanh"]}`` in ``conf.py`` is the network where a directive says nothing else.
Sphinx is needed only here: whoever lists this extension has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.states import Inliner
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.directives.patches import MathDirective
from sphinx.util import logging

from derive.errors import UsageError

from .export.embedding import OPTIONS, embedded
from .options.network_file import network_of_table
from .options.options import NetworkOptions
from .provenance import installed_version

CONFIGURED = "backproof_network"
# Every role has "classes" already: those of its style.
ROLE_OPTIONS = [name for name in OPTIONS if name not in ("features", "classes")]
logger = logging.getLogger(__name__)


class FormulaDirective(MathDirective):
    """``.. backproof:: KEY``: a formula on lines of its own; a key that ends in a slash gives all below it."""

    arguments: list[str]
    has_content = False
    required_arguments = 1
    optional_arguments = 0
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        **MathDirective.option_spec,
        **dict.fromkeys(OPTIONS, directives.unchanged),
    }

    def run(self) -> list[nodes.Node]:
        """The formula, or several with their titles; a warning where there is none."""
        words = {name: self.options.pop(name) or "" for name in OPTIONS if name in self.options}
        key, label = self.arguments[0], self.options.get("label")
        try:
            entries = embedded(key, words, _standard(self.config), folder=Path(self.env.srcdir))
        except UsageError as error:
            _warn(error, self.get_location())
            return [nodes.literal_block(key, key)]
        found: list[nodes.Node] = []
        for number, entry in enumerate(entries, start=1):
            if len(entries) > 1:
                title = f"{number}. {entry.title}"
                found.append(nodes.paragraph(title, title))
                self.options |= {"label": f"{label}-{number}"} if label else {}
            self.arguments = []
            self.content = StringList([entry.latex], source=key)
            found += super().run()
        return found


def formula_role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Inliner,
    options: dict[str, Any] | None = None,
    content: Sequence[str] = (),
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """``:backproof:`KEY```: a formula in a line of text; its network is a matter of ``.. role::`` and ``conf.py``."""
    environment = inliner.document.settings.env
    words = {option: word or "" for option, word in (options or {}).items() if option in ROLE_OPTIONS}
    try:
        entry = embedded(text.rstrip("/"), words, _standard(environment.config), folder=Path(environment.srcdir))[0]
    except UsageError as error:
        _warn(error, (environment.docname, lineno))
        return [nodes.literal(rawtext, text)], []
    return [nodes.math(rawtext, entry.latex)], []


formula_role.options = dict.fromkeys(ROLE_OPTIONS, directives.unchanged)  # type: ignore[attr-defined]


def _standard(config: Any) -> NetworkOptions:
    return network_of_table(getattr(config, CONFIGURED), f"{CONFIGURED} in conf.py")


def _warn(error: UsageError, location: Any) -> None:
    hint = f" ({error.hint})" if error.hint else ""
    logger.warning("%s%s", error.message, hint, location=location, type="backproof")


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls: the directive, the role, and the network that they use when nothing else is said."""
    app.add_config_value(CONFIGURED, {}, "env", [dict])
    app.add_directive("backproof", FormulaDirective)
    app.add_role("backproof", formula_role)
    return {"version": installed_version("backproof"), "parallel_read_safe": True, "parallel_write_safe": True}
