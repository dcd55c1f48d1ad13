"""One run: settling, driving, saving, and what its numbers depend on."""
