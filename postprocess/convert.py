#!/usr/bin/python3
"""Converts data in formats that lhits import does not read itself: see convert.py --help, and lhits/commands/convert.py."""
from launch import launch

launch(__file__)
