"""Makes files of a world folder from outside sources, when its hubs change."""
