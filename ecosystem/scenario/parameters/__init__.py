"""The parameters of a scenario, one group a file, each with unit, bounds, default and source."""
