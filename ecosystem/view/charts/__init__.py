"""Charts drawn from plain data frames: weeks, comparisons, corridors, customs, profiles of use."""
