"""Standards: how far apart the documents, procedures and rules of two countries are.

A country's standards vector is its profile of ties with all countries: a customs union counts in
full, a trade agreement and a kinship of law (a common language or a colonial tie, which went with
legal codes) in part. Countries tied alike keep like rules, so the distance of their profiles
measures how differently they do things: structural equivalence (Burt 1976). Legal origin as a lasting
source of rules: La Porta, Lopez-de-Silanes & Shleifer 2008.
"""

from __future__ import annotations

import numpy as np

from ecosystem.world.entities import Bilateral, Floats

AGREEMENT = 0.6
"""Tie of two countries with a trade agreement, when a customs union is 1; assumed."""
KINSHIP = 0.4
"""Tie of two countries with kindred law; assumed."""


def standards_vectors(bilateral: Bilateral) -> Floats:
    """Profile of ties of each country, shape (C, C), each 0 to 1."""
    kin = bilateral.common_language | bilateral.colony
    agreed = bilateral.trade_agreement | bilateral.rcep
    tie = AGREEMENT * agreed + KINSHIP * (kin | kin.T)
    return np.where(bilateral.customs_union, 1.0, np.maximum(tie, tie.T))


def standards_distance(vectors: Floats) -> Floats:
    """Euclidean distance of two countries' vectors over its mean between different countries, (C, C).

    1 is an average pair, 0 the same profile.
    """
    apart = np.sqrt(np.square(vectors[:, None, :] - vectors[None, :, :]).sum(axis=2))
    mean = apart[~np.eye(len(apart), dtype=bool)].mean() if len(apart) > 1 else 0.0
    return apart / mean if mean > 0 else apart
