"""What of a firm's services and providers its other listings use."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from ecosystem.decisions.evaluation import Usage


def test_usage_counts_listings_by_service_and_provider() -> None:
    listings = SimpleNamespace(
        seller=np.array([0, 0, 0, 2]), service=np.array([1, 1, 3, 0]), provider=np.array([4, 2, -1, 4]))
    context = SimpleNamespace(firms=range(3), listings=listings, width=8)
    usage = Usage.of(SimpleNamespace(seller=np.array([0, 1])), context)
    assert usage.row.tolist() == [0, 1, -1]
    assert usage.service.tolist() == [[0, 2, 0, 1], [0, 0, 0, 0]]
    assert usage.provider.sum(axis=1).tolist() == [3, 0]
    assert usage.provider[0, 1 * 8 + 4 + 1] == 1
