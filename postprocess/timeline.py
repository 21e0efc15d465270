#!/usr/bin/python3
"""Draws what each rank did when: see timeline.py --help, and lhits/commands/timeline.py."""
from launch import launch

launch(__file__)
