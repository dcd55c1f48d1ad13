"""TODO experiments/terminal."""
