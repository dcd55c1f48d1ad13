"""TODO experiments/validation."""
