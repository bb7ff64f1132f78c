"""Numbers kept from run to run: as plain data, under a name that says what they are of, looked at again on reading."""
