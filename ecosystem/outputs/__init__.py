"""What a run leaves behind: indicators week by week, sums by corridor, and tables of the agents."""
