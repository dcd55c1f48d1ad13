"""Colours, type, and how numbers and indicators are written."""
