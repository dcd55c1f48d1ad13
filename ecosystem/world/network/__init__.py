"""The trade network: lanes between hubs, the routes found on them, and the sea paths drawn on maps."""
