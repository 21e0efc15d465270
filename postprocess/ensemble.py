#!/usr/bin/python3
"""Draws the figures of an ensemble forecast: see ensemble.py --help, and lhits/commands/ensemble.py."""
from launch import launch

launch(__file__)
