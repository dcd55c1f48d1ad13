"""Simulated figures beside measured ones."""
