"""What each chain of a document is: a definition, a value, a condition, a claim; where each stands."""
