"""Many rows: the loss of a part of them at a time, in blocks, on several devices, on several hosts."""
