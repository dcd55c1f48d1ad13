"""Borders in limiting cases."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.markets.clearance import clear, parcels_of_entries
from ecosystem.messages.border import Clearance
from ecosystem.scenario.names import MAIL
from ecosystem.scenario.parameters.customs import CustomsParameters
from tests.small import entries


def hold(model: Ecosystem, parcels: int) -> None:
    """Put parcels and two consignments of each listing into the hall, and nothing else."""
    number = len(model.listings)
    for name in ("inbound", "replenishment"):
        setattr(model.listings, name, np.zeros(getattr(model.listings, name).shape, np.int64))
    model.listings.held = np.full(number, parcels)
    model.listings.held_entries = np.full(number, 2)
    model.listings.held_bulk = np.full(number, 2 * parcels)
    for name in ("detained", "detained_bulk", "detained_entries"):
        setattr(model.listings, name, np.zeros(number, np.int64))


def week_at_the_border(
    model: Ecosystem, officers: float = 1.0, **rules: float
) -> tuple[Clearance, CustomsParameters]:
    """One week with a factor on officers and changed rules."""
    changed = {f"customs.{name}": value for name, value in rules.items()}
    parameters = model.parameters.replace(changed).customs
    model.customs.officer_factor = np.full(len(model.customs), officers)
    cleared = clear(
        model.customs, model.listings, entries(model), expansion_factor=model.expansion_factor, parameters=parameters,
        draws=model.draws)
    return cleared, parameters


def border(model: Ecosystem) -> np.ndarray:
    """Listings with a border between home and market."""
    return entries(model).border


def test_with_officers_to_spare_nobody_waits(model: Ecosystem) -> None:
    hold(model, 200)
    cleared, _rules = week_at_the_border(model, officers=1e4, inspection_share=0.0)
    assert model.customs.wait.max() < 1e-6
    assert not (cleared.inspected.any() or cleared.detained.any() or cleared.seized.any())
    # Only those whose papers are still being looked at when the week ends stay behind.
    share = cleared.direct[border(model)].sum() / (200 * border(model).sum())
    assert share > 0.99


def test_without_a_border_everything_passes_unseen(model: Ecosystem) -> None:
    code = model.world.countries.code
    model.firms.country = np.full(len(model.firms), code.index("DEU"))
    model.listings.destination = np.full(len(model.listings), code.index("FRA"))
    hold(model, 50)
    cleared, _ = week_at_the_border(model, officers=1e-4)
    assert not border(model).any()
    assert np.all(cleared.direct == 50) and np.all(cleared.bulk == 100)
    assert not cleared.inspected.any()
    assert not model.customs.held.any()


def test_almost_nothing_passes_without_officers(model: Ecosystem) -> None:
    hold(model, 200)
    model.customs.backlog = np.full(model.customs.backlog.shape, 1e9)
    cleared, rules = week_at_the_border(model, officers=1e-6)
    outside = border(model)
    assert cleared.direct[outside].sum() < 0.01 * 200 * outside.sum()
    assert model.customs.wait.max() == rules.longest_wait * rules.work_hours


def test_no_parcel_is_made_or_lost_at_the_border(model: Ecosystem) -> None:
    hold(model, 200)
    model.listings.detained = np.full(len(model.listings), 7)
    cleared, _ = week_at_the_border(model, inspection_share=1.0, detention_share=0.5)
    listings = model.listings
    assert cleared.detained.any() and cleared.seized.any()
    np.testing.assert_array_equal(
        listings.held + listings.detained + cleared.direct + cleared.direct_seized, 200 + 7)
    bulk_seized = cleared.seized - cleared.direct_seized
    np.testing.assert_array_equal(
        listings.held_bulk + listings.detained_bulk + cleared.bulk + bulk_seized, 400)
    assert np.all(listings.held_bulk[listings.held_entries == 0] == 0)
    assert np.all(listings.detained_bulk[listings.detained_entries == 0] == 0)


def test_bulk_is_inspected_detained_and_seized_by_whole_entries(model: Ecosystem) -> None:
    hold(model, 200)  # each listing has two entries of two hundred parcels
    cleared, _ = week_at_the_border(
        model, officers=1e4, inspection_share=1.0, inspection_quality=1.0, inspection_trusted=1.0,
        overtime_inspection=0.0, detention_share=0.4, seizure_share=0.2)
    outside, listings = border(model), model.listings
    seized, detained, inspected = (
        getattr(cleared, name) - getattr(cleared, f"direct_{name}")
        for name in ("seized", "detained", "inspected"))
    for parcels in (seized, detained, inspected, cleared.bulk, listings.held_bulk):
        assert set(parcels.tolist()) <= {0, 200, 400}
    np.testing.assert_array_equal(listings.detained_entries * 200, detained)
    np.testing.assert_array_equal(inspected[outside], 400 - listings.held_bulk[outside])
    assert not inspected[~outside].any()
    looked_at = inspected[outside].sum()
    assert abs(seized.sum() / looked_at - 0.2) < 0.1 and abs(detained.sum() / looked_at - 0.4) < 0.1


def test_detained_entries_come_free_after_the_mean_detention(model: Ecosystem) -> None:
    hold(model, 0)
    listings = model.listings
    listings.held_entries, listings.detained_entries = 0 * listings.held, 4 + 0 * listings.held
    listings.detained_bulk = 10 + 0 * listings.held
    cleared, rules = week_at_the_border(model)
    assert abs(cleared.entries.mean() - 4 / rules.detention_weeks) < 0.15
    np.testing.assert_array_equal(listings.detained_bulk + cleared.bulk, 10)
    assert not (cleared.inspected.any() or cleared.detained.any())


def test_parcels_of_some_entries_add_up_to_those_of_all() -> None:
    random = np.random.default_rng(1)
    entries = random.integers(1, 9, 500)
    parcels = entries + random.integers(0, 50, 500)
    parts = random.multinomial(entries, [0.4, 0.3, 0.2, 0.1])
    lots = parcels_of_entries(parcels, entries, parts)
    assert np.all(lots.sum(axis=1) == parcels) and np.all(lots >= parts)
    exact = parcels[:, None] * parts / entries[:, None]
    assert np.all(np.abs(lots - exact) < 1.0)
    nothing = np.zeros(3, np.int64)
    assert not parcels_of_entries(nothing, nothing, np.zeros((3, 2), np.int64)).any()


def evading(model: Ecosystem) -> np.ndarray:
    """Let all send direct parcels worth 300 USD, of which every fifth declares a part."""
    listings = model.listings
    listings.service = np.full(len(listings), MAIL)
    listings.price = np.full(len(listings), 300.0)
    listings.underdeclared = np.arange(len(listings)) % 5 == 0
    return entries(model).evaded > 0.0


@pytest.mark.parametrize("targeting", [0.0, 5.0])
def test_targeting_finds_more_evasion_with_no_more_inspections(model: Ecosystem, targeting: float) -> None:
    hold(model, 200)
    risky, outside = evading(model), border(model)
    assert risky.any() and outside[risky].all()
    cleared, _rules = week_at_the_border(
        model, officers=1e4, inspection_share=0.2, inspection_quality=1.0, overtime_inspection=0.0,
        inspection_low_value=1.0, risk_targeting=targeting)
    released = 200 - model.listings.held
    share = cleared.direct_inspected[outside].sum() / released[outside].sum()
    assert abs(share - 0.2) < 0.01
    hit = cleared.direct_inspected[risky].sum() / released[risky].sum()
    if targeting == 0.0:
        assert abs(hit - 0.2) < 0.02
    else:
        assert hit > 0.3


def test_authorities_learn_what_inspections_recover(model: Ecosystem) -> None:
    hold(model, 200)
    evading(model)
    evaded, customs = entries(model).evaded, model.customs
    for name in ("inspections", "recovered", "risky"):
        setattr(customs, name, np.zeros(getattr(customs, name).shape))
    cleared, rules = week_at_the_border(model, workload_smoothing=1.0)
    drawn = np.bincount(
        model.listings.destination, weights=rules.penalty * evaded * cleared.direct_inspected,
        minlength=len(customs))
    assert drawn.sum() > 0.0
    assert abs(customs.recovered.sum() / drawn.sum() - 1.0) < 0.2
    assert abs(customs.inspections.sum() / cleared.direct_inspected.sum() - 1.0) < 0.1
    assert np.all((customs.risky >= 0.0) & (customs.risky <= 1.0)) and customs.risky.any()


def test_days_in_the_hall_are_those_reported(model: Ecosystem) -> None:
    """Little's law: parcels held or detained over parcels a week are the weeks of the mean parcel."""
    listings, customs = model.listings, model.customs
    hold(model, 0)
    listings.held_entries = 0 * listings.held_entries
    listings.service = np.full(len(listings), MAIL)
    listings.destination = np.arange(len(listings)) % 6
    slow = {f"document_minutes_{name}": 240.0 for name in ("trusted", "low_value", "standard")}
    rules = model.parameters.replace(
        {f"customs.{name}": value for name, value in slow.items()} | {"customs.overtime_inspection": 0.0}).customs
    how, number = entries(model), 300 + 0 * listings.held
    size = customs.wait.size
    cell = listings.destination * 3 + how.direct
    arriving = np.bincount(cell, weights=number * how.border, minlength=size).reshape(-1, 3)
    work = model.expansion_factor * (arriving * customs.service_hours(rules)).sum(axis=1)
    customs.post = np.full(len(customs), 8.0)
    customs.officers[:6] = work[:6] / np.linspace(0.8, 0.97, 6) / rules.work_hours
    customs.backlog, customs.rush = 0.0 * customs.backlog, 0.0 * customs.rush
    held, reported, weeks, warm = 0.0 * number, 0.0 * customs.wait, 90, 30
    for age in range(model.age, model.age + weeks):
        listings.inbound[:, age % listings.inbound.shape[1]] = number
        customs.expected = 0.0 * customs.expected
        customs.expected[:, :, age % customs.expected.shape[2]] = arriving
        clear(customs, listings, how, expansion_factor=model.expansion_factor, parameters=rules, draws=model.all_draws.at(age))
        if age >= model.age + warm:
            held += (listings.held + listings.detained) * how.border
            reported += customs.hold_days
    busy = arriving > 1_000
    real = 7.0 * np.bincount(cell, weights=held, minlength=size).reshape(-1, 3)[busy] / arriving[busy]
    officers_time = 7.0 / rules.work_hours * customs.service_hours(rules)[busy]
    expected = reported[busy] + (weeks - warm) * officers_time
    assert busy.sum() > 5 and reported[busy].max() > 3.0 * reported[busy].min()
    np.testing.assert_allclose(real, expected, rtol=0.05)


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
