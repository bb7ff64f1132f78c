"""Gradients that people wrote by hand: read, held against the functions themselves, proved or refuted."""
