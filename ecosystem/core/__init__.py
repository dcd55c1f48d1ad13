"""TODO ecosystem/core."""
