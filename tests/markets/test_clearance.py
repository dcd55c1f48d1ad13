"""Borders in limiting cases."""

from __future__ import annotations

import numpy as np

from ecosystem import Ecosystem
from ecosystem.agents.messages import Clearance
from ecosystem.markets.clearance import clear
from ecosystem.scenario.customs import CustomsParameters


def hall(model: Ecosystem, parcels: int) -> None:
    """Put parcels and two consignments of each listing into the hall, and nothing else."""
    number = len(model.listings)
    for name in ("inbound", "replenishment"):
        setattr(model.listings, name, np.zeros(getattr(model.listings, name).shape, np.int64))
    model.listings.held = np.full(number, parcels)
    model.listings.held_entries = np.full(number, 2)
    model.listings.held_bulk = np.full(number, 2 * parcels)
    model.listings.detained = np.zeros(number, np.int64)


def week_at_the_border(
    model: Ecosystem, officers: float = 1.0, **rules: float
) -> tuple[Clearance, CustomsParameters]:
    """One week with a factor on officers and changed rules."""
    changed = {f"customs.{name}": value for name, value in rules.items()}
    parameters = model.scenario_in_force.replace(changed).customs
    model.customs.officer_factor = np.full(len(model.customs), officers)
    cleared = clear(
        model.customs, model.listings, model.entries(model.law()), model.representation, parameters,
        model.draws, model.clock)
    return cleared, parameters


def border(model: Ecosystem) -> np.ndarray:
    """Listings with a border between home and market."""
    return model.entries(model.law()).border


def test_with_officers_to_spare_nobody_waits(model: Ecosystem) -> None:
    hall(model, 200)
    cleared, rules = week_at_the_border(model, officers=1e4, inspection_share=0.0)
    assert model.customs.wait.max() < 1e-6
    assert not (cleared.inspected.any() or cleared.detained.any() or cleared.seized.any())
    # Only those whose papers are still being looked at when the week ends stay behind.
    share = cleared.direct[border(model)].sum() / (200 * border(model).sum())
    assert share > 0.99


def test_without_a_border_everything_passes_unseen(model: Ecosystem) -> None:
    code = model.world.countries.code
    model.firms.country = np.full(len(model.firms), code.index("DEU"))
    model.listings.destination = np.full(len(model.listings), code.index("FRA"))
    hall(model, 50)
    cleared, _ = week_at_the_border(model, officers=1e-4)
    assert not border(model).any()
    assert np.all(cleared.direct == 50) and np.all(cleared.bulk == 100)
    assert not cleared.inspected.any()
    assert not model.customs.held.any()


def test_almost_nothing_passes_without_officers(model: Ecosystem) -> None:
    hall(model, 200)
    model.customs.backlog = np.full(model.customs.backlog.shape, 1e9)
    cleared, rules = week_at_the_border(model, officers=1e-6)
    outside = border(model)
    assert cleared.direct[outside].sum() < 0.01 * 200 * outside.sum()
    assert model.customs.wait.max() == rules.longest_wait * rules.work_hours


def test_no_parcel_is_made_or_lost_at_the_border(model: Ecosystem) -> None:
    hall(model, 200)
    model.listings.detained = np.full(len(model.listings), 7)
    cleared, _ = week_at_the_border(model, inspection_share=1.0, detention_share=0.5)
    listings = model.listings
    assert cleared.detained.any() and cleared.seized.any()
    np.testing.assert_array_equal(
        listings.held + listings.detained + cleared.direct + cleared.seized, 200 + 7)
    np.testing.assert_array_equal(listings.held_bulk + cleared.bulk, 400)
    np.testing.assert_array_equal(listings.held_entries + cleared.entries, 2)
    assert np.all(listings.held_bulk[listings.held_entries == 0] == 0)


def test_trusted_wait_least_and_standard_most(model: Ecosystem) -> None:
    customs = model.customs
    customs.backlog = np.full(customs.backlog.shape, 1e4)
    week_at_the_border(model)
    assert np.all(np.diff(customs.wait, axis=1) >= -1e-9)
    assert np.ptp(customs.wait) > 0


def test_what_is_not_released_stays_in_the_backlog(model: Ecosystem) -> None:
    customs = model.customs
    customs.expected = np.zeros(customs.expected.shape)
    customs.backlog = np.full(customs.backlog.shape, 1e5)
    for _ in range(3):
        before = customs.backlog.copy()
        week_at_the_border(model)
        assert np.all(customs.backlog <= before) and np.all(customs.backlog >= 0)
    customs.backlog = np.zeros(customs.backlog.shape)
    week_at_the_border(model)
    assert not customs.backlog.any()
    np.testing.assert_allclose(customs.wait, 0.0, atol=1e-9)
