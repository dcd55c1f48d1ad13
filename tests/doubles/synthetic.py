"""Made-up frames of a run with the columns of the real one, quick to build and fully known."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from ecosystem.scenario.names import SERVICES
from ecosystem.world.network.sea import SeaPaths

HUBS = pd.DataFrame(
    [
        ("Shanghai", "CHN", 121.46, 31.22, 24.9e6),
        ("Shenzhen", "CHN", 114.07, 22.55, 17.5e6),
        ("Los Angeles", "USA", -118.24, 34.05, 3.9e6),
        ("New York", "USA", -74.0, 40.71, 8.3e6),
        ("Hamburg", "DEU", 9.99, 53.55, 1.9e6),
        ("Berlin", "DEU", 13.4, 52.52, 3.7e6),
        ("London", "GBR", -0.13, 51.51, 8.9e6),
        ("São Paulo", "BRA", -46.63, -23.55, 12.3e6),
        ("Tokyo", "JPN", 139.69, 35.69, 13.9e6),
        ("Sydney", "AUS", 151.21, -33.87, 5.3e6),
    ],
    columns=["name", "country", "longitude", "latitude", "population"],
)

NAMES = {
    "CHN": "China", "USA": "United States", "DEU": "Germany", "GBR": "United Kingdom",
    "BRA": "Brazil", "JPN": "Japan", "AUS": "Australia",
}

SQUARE = [[(-20.0, -20.0), (20.0, -20.0), (20.0, 20.0), (-20.0, 20.0), (-20.0, -20.0)]]


FREIGHT = {
    "price_mean": 41.0, "days_handling": 4.0, "days_linehaul": 1.5, "days_border": 0.5, "days_door": 3.0,
    "days_to_shelf_handling": 9.0, "days_to_shelf_linehaul": 17.0, "days_to_shelf_border": 2.0,
    "days_to_shelf": 28.0, "bulk_days_mean": 24.0, "bulk_share_road": 0.2, "bulk_share_rail": 0.05,
    "bulk_share_sea": 0.7, "bulk_share_air": 0.05, "bulk_through_suez": 0.2, "bulk_through_panama": 0.1,
    "bulk_through_malacca": 0.3, "expedited_share": 0.01,
}
"""Mean levels of the indicators of freight."""


def _wave(weeks: int, start: float, end: float, noise: float, random: Any) -> Any:
    """Return a series that moves from start to end with a little noise."""
    return np.linspace(start, end, weeks) * (1 + noise * random.standard_normal(weeks))


def weekly(weeks: int = 260, seed: int = 1) -> pd.DataFrame:
    """Return one row a week."""
    random = np.random.default_rng(seed)
    season = 1 + 0.12 * np.sin(np.arange(weeks) * 2 * np.pi / 52)
    levels = {
        "firms": (2000, 2080, 0.001), "entries": (6.2, 6.6, 0.4), "exits": (6.0, 6.4, 0.4),
        "parcels_lost": (1400, 1300, 0.05), "parcels_returned": (9000, 9900, 0.03),
        "inside_share": (0.62, 0.66, 0.01), "mixing_share": (0.28, 0.31, 0.01),
        "delivery_days_mean": (11.2, 9.8, 0.02), "delivery_days_p10": (3.9, 3.6, 0.02),
        "delivery_days_p90": (19.5, 17.2, 0.03), "carrier_hhi": (3020, 2890, 0.005),
        "platform_hhi": (1510, 1650, 0.005), "clearance_days_low_value": (0.8, 0.7, 0.06),
        "clearance_days_standard": (2.1, 1.9, 0.06), "duty_revenue": (0.9e6, 1.6e6, 0.03),
        "vat_revenue": (2.4e6, 2.9e6, 0.03), "wage_operations": (1.0, 1.05, 0.002),
        "wage_specialist": (1.0, 1.08, 0.002), "wage_digital": (1.0, 1.16, 0.002),
        "unemployment": (0.047, 0.052, 0.02), "bullwhip_platform_warehouse": (1.8, 1.7, 0.04),
        "bullwhip_own_warehouse": (1.5, 1.4, 0.05), "stockout_rate": (0.04, 0.03, 0.05),
        "profit_margin": (0.04, 0.05, 0.05), "satisfaction": (0.86, 0.88, 0.005),
        "customs_held": (52000, 47000, 0.05),
    }
    frame = {name: _wave(weeks, *level, random) for name, level in levels.items()}
    for name, share in {"product": 9.6, "freight": 3.9, "handling": 0.9, "storage": 0.4,
                        "duty": 0.7, "vat": 2.1, "clearance": 0.6, "losses": 0.2}.items():
        frame[f"landed_{name}"] = _wave(weeks, share, share * 1.04, 0.01, random)
    for service, days in zip(SERVICES, (3.4, 12.6, 5.4, 4.9), strict=True):
        frame[f"delivery_days_{service}"] = _wave(weeks, days, days * 0.96, 0.02, random)
    starts, ends = np.array([0.11, 0.5, 0.3, 0.09]), np.array([0.1, 0.4, 0.36, 0.14])
    for measure in ("firms", "parcels", "value"):
        path = np.linspace(starts, ends, weeks) * (1 + 0.02 * random.standard_normal((weeks, 4)))
        for service, share in zip(SERVICES, (path / path.sum(1, keepdims=True)).T, strict=True):
            frame[f"share_{measure}_{service}"] = share
    dates = pd.date_range("2024-01-01", periods=weeks, freq="7D").strftime("%Y-%m-%d")
    table = pd.DataFrame({"week": np.arange(weeks), "date": dates, **frame})
    table["sales"] = _wave(weeks, 3.1e7, 4.2e7, 0.01, random) * season
    table["parcels_shipped"] = np.round(table["sales"] / 24)
    table["parcels_delivered"] = table["parcels_shipped"] - table["parcels_lost"]
    table["landed_cost"] = table.filter(regex="^landed_").sum(axis=1)
    for name, value in FREIGHT.items():
        table[name] = value * season
    return table.round({"firms": 0, "entries": 0, "exits": 0})


def listings(rows: int = 6000, firms: int = 1200, seed: int = 2) -> pd.DataFrame:
    """Return one row a listing; large sellers use warehouses more, dear goods express."""
    random = np.random.default_rng(seed)
    firm = np.sort(random.integers(0, firms, rows))
    size = (np.arange(firms) + 1.0)[::-1] ** -0.9
    home = random.choice(len(HUBS), firms, p=np.array([30, 22, 6, 6, 5, 4, 7, 3, 9, 2]) / 94)
    weight = np.exp(random.normal(-0.9, 0.9, firms))
    value = np.exp(random.normal(3.3, 0.9, firms))
    codes = HUBS["country"].to_numpy()
    reach = np.array(list(NAMES))
    target = random.choice(reach, rows, p=np.array([6, 40, 14, 14, 8, 10, 8]) / 100)
    sales = 4e4 * size[firm] * random.gamma(1.0, 1.0, rows)
    pull = np.column_stack(
        [np.log(value[firm]) - 4.5, -2.2 * np.log(weight[firm]) - 1.6, 1.6 * np.log(weight[firm]) + 1,
         1.3 * np.log(sales + 1) - 8.0]
    )
    service = np.argmax(pull + random.gumbel(size=pull.shape), axis=1)
    table = pd.DataFrame(
        {
            "firm": firm, "represents": 1.0, "origin_hub": HUBS["name"].to_numpy()[home[firm]],
            "origin": codes[home[firm]], "destination": target, "category": "fashion",
            "service": np.array(SERVICES)[service], "provider": "Harbour Platforms",
            "price": value[firm] * 1.2, "sales": sales, "revenue": sales * value[firm] * 1.2,
            "loyalty": sales * 10, "stock": 0.0, "pipeline": 0.0,
            "expected_days": np.array([3.5, 12.5, 5.5, 5.0])[service],
            "weight": weight[firm], "value": value[firm],
        }
    )
    return table[table["origin"] != table["destination"]].reset_index(drop=True)


def corridors() -> pd.DataFrame:
    """Return one row an origin, destination and service, with sums that come out right."""
    parts = {"product": 10.0, "freight": 4.0, "surcharge": 0.5, "handling": 2.0, "storage": 1.0, "duty": 1.5,
             "vat": 3.0, "clearance": 0.25, "losses": 0.75}
    rows = []
    for rank, (origin, destination) in enumerate(
        (one, other) for one in NAMES for other in NAMES if one != other
    ):
        for number, service in enumerate(SERVICES):
            stocked, size = number >= 2, 1e5 / (1 + rank) / (1 + number)
            way = {"handling": 3.0 + number, "linehaul": 1.0 + 5 * stocked, "border": 0.5}
            days = {f"days_{stage}": 0.0 if stocked else value for stage, value in way.items()}
            shelf = {f"days_to_shelf_{stage}": value if stocked else np.nan for stage, value in way.items()}
            total = sum(days.values()) + 2.0
            rows.append({
                "origin": origin, "destination": destination, "service": service, "parcels": size / 20,
                "value": size, "price": 20.0, "days": total, "days_p10": 0.6 * total, "days_p90": 1.5 * total,
                **days, "days_door": 2.0, "days_to_shelf": sum(shelf.values()), **shelf,
                "landed_cost": sum(parts.values()), **{f"cost_{part}": cost for part, cost in parts.items()},
                "share_inspected": 0.03, "share_detained": 0.002, "share_seized": 0.0005, "share_lost": 0.01,
                "share_returned": 0.06, "share_expedited": 0.01 if stocked else np.nan,
            })
    return pd.DataFrame(rows)


def clearance() -> pd.DataFrame:
    """Return one row a country; days grow with the reported hours, Germany has no border to speak of."""
    hours = np.array([48.0, 9.0, 0.0, 4.7, 54.0, 43.0, 42.0])
    return pd.DataFrame({
        "country": list(NAMES), "eu_member": [code == "DEU" for code in NAMES],
        "clearance_days_standard": 0.5 + hours / 24, "clearance_days_low_value": 0.1 + hours / 100,
        "import_hours": hours, "lpi_customs": 4.5 - hours / 50,
    })


def sea() -> SeaPaths:
    """Ways between five ports: through Suez or round the Cape, across the Atlantic and the Pacific."""
    points = np.array([
        (122.0, 31.0), (114.0, 22.0), (-118.5, 33.5), (8.0, 54.0), (151.5, -34.0), (32.5, 30.0), (18.0, -35.0)])
    legs = [(0, 1, 1, -1), (1, 5, 9, -1), (5, 3, 6, 0), (1, 6, 12, -1), (6, 3, 11, -1), (0, 2, 10, -1), (1, 4, 8, -1)]
    over = {5: [(179.0, 48.0), (-179.0, 48.0)]}
    lines = [np.array([points[one], *over.get(leg, []), points[other]]) for leg, (one, other, _, _) in enumerate(legs)]
    port = np.full(len(HUBS), -1)
    port[[0, 1, 2, 4, 9]] = range(5)
    return SeaPaths(
        port, np.array(legs)[:, :2], np.array(legs, dtype=float)[:, 2], np.array(legs)[:, 3], tuple(lines), points)


def freight(closed: str = "") -> pd.DataFrame:
    """Return one row a lane; some by each mode."""
    rows = [
        ("sea", "Shanghai", "Hamburg", 4e6, 19e3), ("sea", "Hamburg", "Shanghai", 1e6, 19e3),
        ("sea", "Shenzhen", "Hamburg", 3e6, 18e3), ("sea", "Shanghai", "Los Angeles", 6e6, 11e3),
        ("sea", "Shenzhen", "New York", 5e5, 2e4), ("air", "Shanghai", "Tokyo", 2e5, 1.8e3),
        ("air", "Tokyo", "Los Angeles", 3e5, 9e3), ("rail", "Shanghai", "Berlin", 8e5, 1e4),
        ("road", "Hamburg", "Berlin", 9e5, 300.0), ("road", "Berlin", "Hamburg", 10.0, 300.0),
        ("road", "London", "Berlin", 5.0, 1e3),
    ]
    table = pd.DataFrame(rows, columns=["mode", "origin_hub", "destination_hub", "kg", "km"])
    return table.assign(closed=closed)


def countries(weeks: int = 260) -> pd.DataFrame:
    """Return one row a week and country, every value known from its position."""
    index = pd.MultiIndex.from_product([range(weeks), list(NAMES)], names=["week", "country"])
    table = index.to_frame(index=False)
    rank = table["country"].map({code: rank for rank, code in enumerate(NAMES)})
    table["exports"] = 9e6 / (1 + rank)
    table["imports"] = 4e6 + 5e5 * rank
    table["parcels_out"], table["parcels_in"] = table["exports"] / 24, table["imports"] / 24
    table["firms"] = 600 // (1 + rank)
    for name, value in {"clearance_days_low_value": 0.7, "clearance_days_standard": 1.9,
                        "customs_held": 800.0, "duty_revenue": 2e5, "vat_revenue": 4e5,
                        "unemployment": 0.05, "wage": 1.04, "delivery_days": 9.9}.items():
        table[name] = value + 0.01 * rank * value
    return table


def providers() -> pd.DataFrame:
    """Return one row a carrier or platform."""
    rows = [
        (0, "Swift Global", "carrier", "Hamburg", 1.1, 0.86, 9e4, 4.1e4, 0.44, 8e5),
        (1, "Meteor Express", "carrier", "New York", 1.0, 0.81, 8e4, 3.3e4, 0.35, 6e5),
        (2, "Harbour Platforms", "platform", "Shenzhen", 0.95, 0.9, 9e5, 4.2e5, 0.51, 3e6),
        (3, "Lantern Logistics", "platform", "Shanghai", 1.02, 0.77, 7e5, 2.9e5, 0.35, 2e6),
    ]
    columns = ["id", "name", "kind", "home", "price_level", "load", "capacity", "parcels", "share",
               "revenue"]
    return pd.DataFrame(rows, columns=columns)


def manifest() -> dict[str, Any]:
    """Return the facts of a run."""
    return {
        "title": "A made-up run",
        "written": "2026-11-22T20:30:00+00:00",
        "seed": 1,
        "start": "the settled base scenario",
        "first_week": 0,
        "weeks": 260,
        "stopped_early": False,
        "scenario": {
            "run": {"firms": 2000, "weeks": 260, "seed": 1, "settling_weeks": 1040, "resettling_weeks": 104}
        },
        "changed_from_base": {"market.growth": 0.09},
        "world": "0123456789abcdef0123456789abcdef",
        "source": "fedcba9876543210fedcba9876543210",
        "versions": {"python": "3.11.2", "numpy": "2.4.6", "mesa": "3.3.1"},
        "wall_seconds": 8.4,
        "weeks_per_second": 31.0,
        "peak_memory_bytes": 410_000_000,
    }


def write_run(folder: Path, weeks: int = 260, **changes: Any) -> None:
    """Write the files of a run; keyword arguments change its manifest."""
    tables = {
        "weekly": weekly(weeks), "countries": countries(weeks), "listings": listings(),
        "providers": providers(), "firms": listings()[["firm"]].drop_duplicates(),
        "corridors": corridors(), "clearance": clearance(), "freight": freight(),
    }
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet")
    (folder / "manifest.json").write_text(json.dumps(manifest() | changes), encoding="utf-8")


WORLD: Any = SimpleNamespace(
    countries=SimpleNamespace(code=tuple(NAMES), name=tuple(NAMES.values())),
    outlines=SQUARE,
    sea_paths=sea(),
    hubs=SimpleNamespace(
        name=tuple(HUBS["name"]),
        country=np.array([list(NAMES).index(code) for code in HUBS["country"]]),
        longitude=HUBS["longitude"].to_numpy(),
        latitude=HUBS["latitude"].to_numpy(),
        population=HUBS["population"].to_numpy(),
    ),
)
"""What a report reads of a world."""
