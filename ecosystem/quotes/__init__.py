"""What each way of serving a market costs and takes: conditions, factors, law, journeys, stock, services."""
