"""The words that every room of the model shares, each list in its one fixed order."""

from __future__ import annotations

from ecosystem.scenario import service_traits

SERVICES = service_traits.SERVICES
"""The supply-chain services; their positions index every array with a service axis."""

EXPRESS, MAIL, PLATFORM_WAREHOUSE, OWN_WAREHOUSE = range(4)
"""Numbers of the four services that the package brings."""

SKILLS = ("operations", "specialist", "digital")
"""Skills of the workforce, from the most to the least common."""

CHANNELS = ("trusted", "low_value", "standard")
"""Customs entry channels in their order of priority at the counter."""

TRUSTED, LOW_VALUE, STANDARD = range(3)

MODES = ("road", "rail", "sea", "air")
"""Modes of transport between hubs."""

ROAD, RAIL, SEA, AIR = range(4)

PASSAGES = ("suez", "panama", "malacca")
"""Straits and canals whose closure lengthens sea lanes."""
