"""TODO experiments/analysis."""
