"""What is to be run: sweeps and comparisons."""
