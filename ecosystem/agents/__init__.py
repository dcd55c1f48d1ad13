"""Who acts: cohorts of agents and what they say to each other."""
