"""TODO ecosystem/quotes."""
