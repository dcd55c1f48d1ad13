"""Standards: how far apart the documents, procedures and rules of two countries are.

A country's standards vector is its profile of ties with all countries: a customs union counts in
full, a trade agreement and a kinship of law (a common language or a colonial tie, which went with
legal codes) in part. Countries with the same ties keep similar rules, so the distance of their profiles
measures how differently they do things: structural equivalence (Burt 1976). Legal origin as a lasting
source of rules: La Porta, Lopez-de-Silanes & Shleifer 2008.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ecosystem.core.arrays import Floats
from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.world.entities import Bilateral


@lru_cache(maxsize=4)
def standards_distance(bilateral: Bilateral, customs: CustomsParameters) -> Floats:
    """Distance of two countries' standards, (C, C), read-only; 1 is an average pair."""
    distance = relative_distance(standards_vectors(bilateral, customs))
    distance.setflags(write=False)
    return distance


def standards_vectors(bilateral: Bilateral, customs: CustomsParameters) -> Floats:
    """Profile of ties of each country, shape (C, C), each 0 to 1."""
    kin = bilateral.common_language | bilateral.colony
    agreed = bilateral.trade_agreement | bilateral.rcep
    tie = customs.standards_agreement * agreed + customs.standards_kinship * (kin | kin.T)
    return np.where(bilateral.customs_union, 1.0, np.maximum(tie, tie.T))


def relative_distance(vectors: Floats) -> Floats:
    """Euclidean distance of two countries' vectors over its mean between different countries, (C, C).

    1 is an average pair, 0 the same profile.
    """
    apart: Floats = np.sqrt(np.square(vectors[:, None, :] - vectors[None, :, :]).sum(axis=2))
    mean = apart[~np.eye(len(apart), dtype=bool)].mean() if len(apart) > 1 else 0.0
    return apart / mean if mean > 0 else apart
