"""Findings kept by content: notes that did not change are not judged again, unless Backproof itself changed."""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from derive.judging.finding import VERDICTS, Finding
from derive.proof.verdict import Outcome
from derive.source_digest import digest_of_sources

from ..system.kept_files import cache_folder, keep, kept

MOST_FILES = 4096


def default_folder() -> Path:
    """``backproof/check`` in the user's cache folder."""
    return cache_folder("check")


class FindingsCache:
    """One small JSON file for each text; without a folder nothing is kept. What cannot be read is skipped."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def key(self, *parts: str) -> str:
        """The name for these parts, as the checker in its present form would judge them."""
        if self.folder is None:
            return ""
        digest = sha256(digest_of_sources(("derive",)))
        for part in parts:
            digest.update(sha256(part.encode("utf-8", "surrogatepass")).digest())
        return digest.hexdigest()

    def get(self, key: str) -> list[Finding] | None:
        """The findings under that name, or None."""
        if self.folder is None:
            return None
        with suppress(ValueError, TypeError, KeyError, AttributeError):
            findings = [Finding.from_document(entry) for entry in kept(self.folder / f"{key}.json")]
            if all(finding.verdict in VERDICTS for finding in findings):
                return findings
        return None

    def put(self, key: str, findings: list[Finding]) -> None:
        """Keep the findings; a file appears whole or not at all."""
        if self.folder is None or any(_depends_on_the_machine(finding) for finding in findings):
            return
        keep(self.folder / f"{key}.json", json.dumps([finding.document() for finding in findings]), MOST_FILES)


def _depends_on_the_machine(finding: Finding) -> bool:
    """A formula that took too long here may be judged elsewhere, or next time."""
    from derive.judging.process.serving import MACHINE

    return finding.verdict == Outcome.UNDECIDED and finding.diagnosis.startswith(MACHINE)
