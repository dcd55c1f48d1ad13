"""TODO ecosystem/decisions."""
