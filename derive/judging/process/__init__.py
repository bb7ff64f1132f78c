"""The process that judges: its start, its limits, and the one that works ahead."""
