"""TODO ecosystem/agents/network."""
