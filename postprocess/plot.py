#!/usr/bin/python3
"""Draws the figures of a run: see plot.py --help, and lhits/commands/plot.py."""
from launch import launch

launch(__file__)
