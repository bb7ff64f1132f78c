"""The judge of notes that define nothing: the usual classifier is assumed."""
