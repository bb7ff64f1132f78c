"""A link of a chain under one reading, and the readings that are tried."""
