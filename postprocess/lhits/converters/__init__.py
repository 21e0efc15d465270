"""Readers of files that lhits does not read itself, each by a library made for them; convert.py chooses."""
