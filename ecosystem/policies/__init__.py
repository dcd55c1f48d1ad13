"""Policies and shocks: the levers that can be moved, and the policies of a scenario bound to a world."""

from ecosystem.policies import customs_levers, provider_levers, shocks

__all__ = ["customs_levers", "provider_levers", "shocks"]
