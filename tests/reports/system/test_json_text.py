"""Tests of JSON for programs."""

import json

import numpy as np
import pytest

from reports.system.json_text import json_text


def test_numbers_keep_every_digit_and_keys_are_sorted() -> None:
    """Python and NumPy numbers, nested in tuples and mappings."""
    document = {"b": (0.1 + 0.2, np.float64(1 / 3)), "a": {"count": np.int64(3), "array": np.array([[1.5]])}}
    text = json_text(document)
    assert json.loads(text) == {"a": {"array": [[1.5]], "count": 3}, "b": [0.30000000000000004, 1 / 3]}
    assert text.index('"a"') < text.index('"b"')


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float64("-inf"), np.array([np.nan])])
def test_what_is_not_finite_is_null(value: object) -> None:
    """JSON has no NaN and no infinity."""
    found = json.loads(json_text({"value": value}))["value"]
    assert found is None or found == [None]


def test_text_from_outside_is_ascii() -> None:
    """An escape sequence in a column's name does not reach the terminal."""
    text = json_text({"name": "\x1b[31m \x9b \u202e"})
    assert text.isascii() and "\x1b" not in text
    assert json.loads(text) == {"name": "\x1b[31m \x9b \u202e"}


def test_a_value_without_a_json_form_is_a_fault() -> None:
    """Sets have no order, so they have no JSON form."""
    with pytest.raises(TypeError, match="set has no JSON form"):
        json_text({"value": {1}})
