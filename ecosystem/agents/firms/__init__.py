"""TODO ecosystem/agents/firms."""
