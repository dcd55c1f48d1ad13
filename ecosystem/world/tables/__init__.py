"""The tables of a world: what they must hold, how they are read, checked, filled in and put together."""
