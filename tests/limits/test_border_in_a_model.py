"""The queue at a border inside a model with everything else off: waits of its own parameters, Little's law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pytest

from tests.doubles.still import Floats, Still, still, still_scenario
from tests.limits.closed_forms import multi_server_wait

LOAD, OFFICERS, MINUTES = 0.9, 8.0, 240.0
ALL_ALIKE = {
    "document_minutes_trusted": MINUTES, "document_minutes_low_value": MINUTES,
    "document_minutes_standard": MINUTES, "inspection_minutes": 4 * MINUTES,
    "inspection_trusted": 1.0, "inspection_low_value": 1.0, "inspection_quality": 1.0,
    "detention_share": 0.0, "seizure_share": 0.0, "gateway_hubs": 100, "officers_per_post": OFFICERS,
}
"""Every entry is alike; documents take long, so that waits show in what is held at the end of a week."""
SETTLING, MEASURED = 25, 30
ORDERS = 3_000.0


@dataclass(frozen=True)
class Measured:
    """Borders with traffic, over some weeks; entries in simulated size.

    Attributes:
        flow: entries a week, expected.
        service: mean hours with an officer.
        cv2: squared coefficient of variation of these.
        posts: counters of some officers.
        passed: entries that left the hall.
        held: entries held at the ends of the weeks, summed.
        reported: hours that they waited by what the authority says, summed.
    """

    flow: Floats
    service: Floats
    cv2: Floats
    posts: Floats
    passed: Floats
    held: Floats
    reported: Floats

    @classmethod
    def of(cls, inspected: float) -> Self:
        """Let a model live with officers for the load, and measure."""
        scenario = still_scenario(25, customs=ALL_ALIKE | {"inspection_share": inspected})
        rules, model = scenario.customs, still(scenario, ORDERS)
        model.step()
        flow = by_border(model, model.orders_a_week)
        customs = model.customs
        service = customs.service_hours(rules)[:, 0]
        customs.officers = np.maximum(flow * service * model.expansion_factor / (LOAD * rules.work_hours), 1e-3)
        for _ in range(SETTLING):
            model.step()
        passed, held, reported = np.zeros((3, len(flow)))
        for _ in range(MEASURED):
            model.step()
            left = by_border(model, model.last.clearance.direct)
            passed += left
            held += customs.held.sum(axis=1) / model.expansion_factor
            reported += waited(model)
        documents, visit = customs.document_hours(rules)[:, 0], rules.inspection_minutes / 60
        second = 2 * ((1 - inspected) * documents**2 + inspected * (documents + visit) ** 2)
        columns = (
            flow, service, second / service**2 - 1, customs.officers / model.expansion_factor / OFFICERS,
            passed, held, reported)
        return cls(*(column[flow > 0] for column in columns))

    def wait(self, officers: float = OFFICERS) -> Floats:
        """Hours that M/G/c says."""
        return multi_server_wait(self.flow / 40.0 / self.posts, self.service, officers, 1.0, self.cv2)


def by_border(model: Still, number: Floats) -> Floats:
    """Sum a number of each listing over the borders that its parcels cross."""
    crossing = number * model.last.shipments.entries.border
    return np.bincount(model.listings.destination, weights=crossing, minlength=len(model.customs))


def waited(model: Still) -> Floats:
    """Hours that the week's entries wait in all, by what the authorities report."""
    wait = model.customs.wait[model.listings.destination, model.last.shipments.entries.direct]
    return by_border(model, model.last.clearance.direct * wait)


@pytest.fixture(scope="module", params=[0.0, 0.1], ids=["documents only", "a tenth inspected"])
def borders(request: pytest.FixtureRequest) -> Measured:
    return Measured.of(request.param)


def test_waits_at_a_border_are_those_of_its_queue(borders):
    """M/M/c, or M/G/c where some are inspected (Erlang 1917; Allen 1990): the wait that entries held
    show, by Little's law, at the largest border and over all."""
    realised = borders.held / borders.passed * 40.0 - borders.service
    largest = borders.flow.argmax()
    assert borders.flow[largest] / borders.flow.sum() < 0.9
    assert borders.wait()[largest] > 0.5 * borders.service[largest]
    assert realised[largest] == pytest.approx(borders.wait()[largest], rel=0.03)
    mean = np.average(realised, weights=borders.flow)
    assert mean == pytest.approx(np.average(borders.wait(), weights=borders.flow), rel=0.03)


def test_the_wait_reported_is_the_wait_had(borders):
    """What authorities say of their channels, weighted by who passes, is what M/G/c says."""
    reported = borders.reported.sum() / borders.passed.sum()
    assert reported == pytest.approx(np.average(borders.wait(), weights=borders.flow), rel=0.03)


def test_entries_held_follow_littles_law(borders):
    """Entries held are throughput times the wait reported and the time with an officer (Little 1961)."""
    expected = (borders.reported + borders.passed * borders.service).sum() / 40.0
    assert borders.held.sum() == pytest.approx(expected, rel=0.01)
    assert borders.held.sum() != pytest.approx(borders.reported.sum() / 40.0, rel=0.01)


def test_another_queue_is_refuted(borders):
    """The check can fail: a queue with half the counters of twice the officers waits much less."""
    other = multi_server_wait(borders.flow / 20.0 / borders.posts, borders.service, 2 * OFFICERS, 1.0, borders.cv2)
    realised = np.average(borders.held / borders.passed * 40.0 - borders.service, weights=borders.flow)
    assert realised != pytest.approx(np.average(other, weights=borders.flow), rel=0.03)
