"""Documents drawn at random, with claims of known truth: no verdict is wrong, and what is true is decided."""

from __future__ import annotations

from os import environ
from random import Random

import pytest

from .more_stories import any_story
from .trial import tried
from .truth import truth_of

DOCUMENTS = int(environ.get("BACKPROOF_DOCUMENTS", "6"))  # the long run: some thousands


@pytest.mark.parametrize("seed", range(DOCUMENTS))
def test_no_verdict_is_wrong(seed: int) -> None:
    """Other letters, activations, losses, shapes, conventions; true claims, and claims with one slip."""
    found = list(tried(seed))
    assert found
    assert not [str(one) for one in found if one.wrong]
    true = [one for one in found if one.truth.under("sum")]
    assert not [str(one) for one in true if not one.decided]


@pytest.mark.parametrize("seed", range(6))
def test_the_claims_of_a_random_document_are_true(seed: int) -> None:
    """The adversary knows what it asks: without a slip every claim holds by numbers, where labels sum to one."""
    story = any_story(Random(seed))
    assert all(truth_of(story, claim, seed).under("sum") for claim in story.claims)
