"""What others wrote: notes taken apart, formulas read."""
