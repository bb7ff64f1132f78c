"""Data to learn from: scikit-learn's classics by name, and strict CSV files."""
