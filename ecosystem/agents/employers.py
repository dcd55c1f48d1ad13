"""Employers: cohorts whose agents have a home hub, cash and staff."""

from __future__ import annotations

import numpy as np

from ecosystem.core.arrays import Floats
from ecosystem.core.cohort import Cohort
from ecosystem.core.columns import Column
from ecosystem.scenario.parameters.labour import LabourParameters


class Employers(Cohort):
    """A kind of agent that employs people and has an account in the books."""

    hub = Column(np.int64, "-", "Home hub", labels="hubs")
    country = Column(np.int64, "-", "Home country", labels="countries")
    cash = Column(np.float64, "USD", "Cash")
    premium = Column(np.float64, "share", "Pay above the hub's wage")
    need = Column(np.float64, "people", "Averaged need of staff by skill", ("skills",))
    staff = Column(np.float64, "people", "Staff by skill", ("skills",))

    def staffing(self) -> Floats:
        """Staff present as a share of staff needed, at most 1."""
        return staffing_ratio(self.staff, self.need)

    def average_need(self, needed: Floats, parameters: LabourParameters) -> None:
        """Move the averaged need of staff toward this week's, shape (employers, skills)."""
        self.need += (needed - self.need) / parameters.need_weeks


def staffing_ratio(staff: Floats, need: Floats) -> Floats:
    """Staff present over staff needed, all skills together, at most 1 and 1 where none is needed."""
    needed = need.sum(axis=1)
    ratio = np.divide(staff.sum(axis=1), needed, out=np.ones(len(needed)), where=needed > 0)
    result: Floats = np.minimum(ratio, 1.0)
    return result
