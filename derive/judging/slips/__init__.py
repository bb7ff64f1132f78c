"""The usual slips in a formula, each undone, and the one that explains a refuted formula."""
