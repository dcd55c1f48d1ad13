"""Pictures of a run: map, charts, tables and live panels, all drawn from plain data."""
