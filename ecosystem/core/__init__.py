"""What every room builds on: arrays, columns, cohorts, draws, the ledger, sums by position."""
