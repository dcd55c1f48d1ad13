"""A small scenario in which what is rare happens often, with a policy of each kind."""

from __future__ import annotations

from typing import Any

POLICIES: list[dict[str, Any]] = [
    {"lever": "flat_duty", "size": 3.0, "countries": ["eu"]},
    {"lever": "tariff", "size": 0.1, "countries": ["USA"], "origins": ["CHN"]},
    {"lever": "customs_officers", "size": -0.2, "countries": ["eu"]},
    {"lever": "digital_level", "size": 0.04},
    {"lever": "demand_shock", "size": 0.2, "countries": ["eu"]},
    {"lever": "outage", "size": 0.3, "providers": ["carrier"]},
    {"lever": "passage_closed", "size": 1.0, "passages": ["suez"], "start": 20},
]

BUSY: dict[str, Any] = {
    "run.firms": 40, "run.settling_weeks": 0, "run.seed": 1,
    "sellers.starting_cash": 7_000.0, "sellers.drop_age": 12, "sellers.drop_chance": 0.5,
    "sellers.exit_age": 26, "sellers.exit_chance": 0.3,
    "services.own_capital": 1_000.0, "services.own_fixed": 20.0, "services.own_hurdle": 0.5,
    "services.own_handling": 0.0, "services.own_storage": 0.1, "services.own_building_weeks": 3,
    "customs.founding_weeks": 13, "customs.honesty": 0.02, "customs.detention_share": 0.3,
    "customs.seizure_share": 0.05, "customs.trusted_age": 20, "customs.trusted_revenue": 4_000.0,
    "policy": POLICIES,
}
