"""One walk over a formula at concrete sizes, for any kind of number."""
