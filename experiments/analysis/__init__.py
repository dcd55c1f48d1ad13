"""From the tables of runs to effects with intervals."""
