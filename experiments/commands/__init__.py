"""TODO experiments/commands."""
