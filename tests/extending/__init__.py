"""Additions made from outside the package, as a researcher makes them, and what then works with them."""
