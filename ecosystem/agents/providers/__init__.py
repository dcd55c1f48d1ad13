"""TODO ecosystem/agents/providers."""
