"""Documents for programs: a derivation, a comparison, the certificate."""
