"""The kinds of number that the walk can carry."""
