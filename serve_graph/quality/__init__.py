"""Fits the models of routing and injection, and says how good they are (`make quality`).

Invariant: rows are split in two by the hash of their id; no figure is of a row a model has seen.
"""
