#!/usr/bin/python3
"""Makes a table of what kinds of coordinates bring: see coordinates.py --help, and lhits/commands/coordinates.py."""
from launch import launch

launch(__file__)
