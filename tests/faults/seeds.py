"""The seeds of full runs: each decides who does what, and when."""

SEEDS = (11, 23, 37, 41, 59)
