"""TODO experiments/studies."""
