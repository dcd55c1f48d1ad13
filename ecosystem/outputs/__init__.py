"""TODO ecosystem/outputs."""
