"""TODO ecosystem/phases."""
