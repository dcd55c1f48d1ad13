"""The stage: countries, hubs, lanes, products, law and providers of a world folder."""

from ecosystem.world.network import TradeNetwork
from ecosystem.world.reading import WorldError
from ecosystem.world.routes import Routes, air_routes, routes
from ecosystem.world.world import World

__all__ = ["Routes", "TradeNetwork", "World", "WorldError", "air_routes", "routes"]
