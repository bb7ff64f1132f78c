"""Every source of a gradient beside the certified truth: errors, their bounds, and who is nearest."""
