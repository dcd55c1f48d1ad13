"""Serving a page of Solara to those who may see it: who gets in, how much they may send, how many."""
