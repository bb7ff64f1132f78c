"""What happens where things go wrong: kills, interrupts, full disks, closed streams, hostile input, for every command.

Run it with ``python -m tests.reliability``; ``--short`` takes a minute, as continuous integration runs it.
"""
