"""Customs: how long clearance takes, what is inspected, evaded and collected."""

from __future__ import annotations

from ecosystem.outputs.indicators.catalogue import Indicator, indicators
from ecosystem.outputs.indicators.measure import Row, mean, sums
from ecosystem.phases.week import Week
from ecosystem.scenario import service_traits
from ecosystem.scenario.names import LOW_VALUE, STANDARD
from ecosystem.state import State


@indicators(
    Indicator(
        "clearance_days_low_value", "Customs, low-value parcels", "calendar days", "days", "lower",
        chart="clearance", short="Low-value channel", shown_in=("summary", "effects"), order=90),
    Indicator(
        "clearance_days_standard", "Customs, standard entries", "calendar days", "days", "lower",
        chart="clearance", short="Standard channel",
        shown_in=("summary", "key figures", "effects", "course"), order=100),
    Indicator(
        "customs_held", "Entries waiting at customs", "entries", better="lower", adds_up=True,
        real_size=True),
    Indicator("inspected_share", "Inspected by customs", "of parcels presented", "share"),
    Indicator("detained", "Detained by customs", "parcels a week", adds_up=True),
    Indicator("seized", "Seized by customs", "parcels a week", adds_up=True),
    Indicator("detained_share", "Detained by customs", "of parcels presented", "share"),
    Indicator("seized_share", "Seized by customs", "of parcels presented", "share"),
    Indicator("underdeclared_share", "Declared below their value", "of direct parcels", "share", "lower"),
    Indicator("tax_gap", "Duty and tax evaded", "USD a week", "usd", "lower", adds_up=True),
    Indicator("fines", "Fines", "USD a week", "usd", adds_up=True),
    Indicator(
        "duty_revenue", "Duty collected", "USD a week", "usd", "higher", adds_up=True, chart="taxes",
        short="Duty", shown_in=("summary", "key figures", "effects", "course"), order=70),
    Indicator(
        "vat_revenue", "VAT collected", "USD a week", "usd", "higher", adds_up=True, chart="taxes",
        short="VAT", shown_in=("effects",), order=80),
)
def customs(week: Week, state: State) -> Row:
    """Clearance days, backlog, inspection, evasion and revenue at all borders."""
    office = state.customs
    traffic = sums(
        week.orders.destination, week.clearance.direct * week.shipments.entries.border, len(office))
    result = week.clearance
    dealt_with = result.direct + result.bulk + result.detained + result.seized
    presented = max(float(dealt_with[week.shipments.entries.border].sum()), 1.0)
    direct = service_traits.direct(week.orders.service)
    crossing = week.shipments.sales.sold * (week.shipments.entries.border & direct)
    evading = crossing * (week.shipments.entries.evaded > 0.0)
    return {
        "clearance_days_low_value": mean(office.days[:, LOW_VALUE], traffic),
        "clearance_days_standard": mean(office.days[:, STANDARD], traffic),
        "customs_held": float(office.held.sum()),
        "inspected_share": float(result.inspected.sum()) / presented,
        "detained": int(week.clearance.detained.sum()),
        "seized": int(week.clearance.seized.sum()),
        "detained_share": float(result.detained.sum()) / presented,
        "seized_share": float(result.seized.sum()) / presented,
        "underdeclared_share": float(evading.sum()) / max(float(crossing.sum()), 1.0),
        "tax_gap": float((crossing * week.shipments.entries.evaded).sum()),
        "fines": float(week.payments.fines.sum()),
        "duty_revenue": float(office.duty_revenue.sum()),
        "vat_revenue": float(office.vat_revenue.sum()),
    }
