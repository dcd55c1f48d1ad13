"""TODO experiments/execution."""
