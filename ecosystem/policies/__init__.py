"""TODO ecosystem/policies."""
