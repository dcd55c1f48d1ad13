"""TODO ecosystem/world/network."""
