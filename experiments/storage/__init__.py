"""TODO experiments/storage."""
