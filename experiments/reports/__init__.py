"""TODO experiments/reports."""
