"""What a person reads in a browser: the reports of a run and of a comparison, each one HTML file."""
