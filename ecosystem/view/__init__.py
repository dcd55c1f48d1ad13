"""What a person sees of a run: maps, charts, tables and the live page, all drawn from plain data."""
