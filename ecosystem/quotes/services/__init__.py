"""The services, one a file, and what asks each of them for its quotes."""
