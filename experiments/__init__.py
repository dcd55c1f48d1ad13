"""Headless work with the model: running, keeping, measuring and reporting."""
