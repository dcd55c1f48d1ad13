"""The stage: countries, hubs, lanes, products, law and providers of a world folder."""

from ecosystem.world.network.network import TradeNetwork
from ecosystem.world.network.routes import Routes, air_routes, routes
from ecosystem.world.tables.reading import WorldError
from ecosystem.world.world import World

__all__ = ["Routes", "TradeNetwork", "World", "WorldError", "air_routes", "routes"]
