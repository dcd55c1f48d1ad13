"""Pieces of an HTML page: cards, key figures, tables, legends."""
