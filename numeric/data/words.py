"""A dataset in words, the same in every output."""

from __future__ import annotations

from ..results import Dataset


def counted(count: int, word: str) -> str:
    """So many of something.

    >>> counted(1, "row"), counted(3, "class")
    ('1 row', '3 classes')
    """
    plural = word + ("es" if word.endswith("s") else "s")
    return f"{count} {word if count == 1 else plural}"


def learnt(dataset: Dataset) -> str:
    """What a row's target is.

    >>> from .datasets import load_dataset
    >>> learnt(load_dataset("iris")), learnt(load_dataset("diabetes"))
    ('3 classes', 'a number to learn (disease progression)')
    """
    if dataset.task == "regression":
        return f"a number to learn ({dataset.target_name})" if dataset.target_name else "a number to learn"
    if dataset.task == "labels":
        return f"{counted(dataset.labels.shape[1], 'label')}, each of which holds or not"
    return counted(len(dataset.class_names), "class")
