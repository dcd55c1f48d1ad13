"""TODO ecosystem/world/making."""
