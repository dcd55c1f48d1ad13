"""Who carries and stores for sellers: express carriers and logistics platforms, and whom they serve."""
