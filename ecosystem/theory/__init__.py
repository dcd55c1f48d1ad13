"""Ground floor: pure functions on arrays, each a published formula with its source."""
