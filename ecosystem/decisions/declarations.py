"""Declarations: which direct parcels are declared below their price, and what tax that evades."""

from __future__ import annotations

import numpy as np

from ecosystem.agents.customs import Customs
from ecosystem.agents.firms.listings import Listings
from ecosystem.core.arrays import Floats, Integers
from ecosystem.core.draws import WeekDraws
from ecosystem.decisions.context import DecisionContext
from ecosystem.quotes.law import Law, Parcels, assess_parcels
from ecosystem.scenario.names import LOW_VALUE, STANDARD
from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.scenario.service_traits import direct
from ecosystem.theory.games import expected_gain, violation_chance


def parcels_of(listings: Listings, country: Integers, rows: Integers, declared: float) -> Parcels:
    """Direct parcels of some listings, all with the same part declared; ``country`` by firm."""
    return Parcels(
        origin=country[listings.seller[rows]], destination=listings.destination[rows],
        category=listings.category[rows], price=listings.price[rows],
        declared=np.full(len(rows), declared))


def tax_on(law: Law, parcels: Parcels) -> tuple[Floats, Integers]:
    """Duty and VAT on each parcel, USD, and the channel that it takes."""
    due = assess_parcels(law, parcels)
    duty = due.duty * parcels.price + due.flat_duty
    channel = np.where(due.low_value, LOW_VALUE, STANDARD)
    return duty + due.vat * (parcels.price + duty), channel


def declared_part(listings: Listings, parameters: CustomsParameters) -> Floats:
    """Part of the price that each listing declares."""
    return np.where(listings.underdeclared, parameters.declared_part, 1.0)


def evaded_tax(
    listings: Listings, country: Integers, law: Law, parameters: CustomsParameters
) -> Floats:
    """Tax that each listing evades on a direct parcel, USD; 0 for the honest and where no border is.

    Args:
        listings: all listings.
        country: home country by firm.
        law: law in force.
        parameters: parameters.
    """
    evaded = np.zeros(len(listings))
    rows = np.flatnonzero(listings.underdeclared & direct(listings.service))
    rows = rows[~law.union[country[listings.seller[rows]], listings.destination[rows]]]
    due, _ = tax_on(law, parcels_of(listings, country, rows, 1.0))
    paid, _ = tax_on(law, parcels_of(listings, country, rows, parameters.declared_part))
    evaded[rows] = np.maximum(due - paid, 0.0)
    return evaded


def review_declarations(context: DecisionContext, customs: Customs) -> None:
    """Reviewing firms decide what they declare in each market that they serve directly.

    What a low declaration saves is worth as much to the seller as it is to the buyer who pays the
    tax, since the price can take it up; against it stand the fine by the chance of an inspection,
    and conscience and good name (`honesty_cost`). The choice is a logit, drawn anew at each review.
    """
    listings, firms, law, parameters = (
        context.listings, context.firms, context.now.law, context.parameters.customs)
    due = np.flatnonzero(
        firms.reviewing(context.draws.age, context.parameters.sellers.review_interval)[listings.seller])
    abroad = ~law.union[firms.country[listings.seller[due]], listings.destination[due]]
    rows = due[abroad & direct(listings.service[due])]
    low = parcels_of(listings, firms.country, rows, parameters.declared_part)
    owed, _ = tax_on(law, parcels_of(listings, firms.country, rows, 1.0))
    paid, channel = tax_on(law, low)
    saved = owed - paid
    chance = customs.detection_chance(parameters)[low.destination, channel]
    honesty = honesty_cost(listings.firm[rows], context.draws, parameters) * (1.0 - parameters.declared_part)
    advantage = expected_gain(saved, parameters.penalty * saved, chance) / low.price - honesty
    uniform = context.draws.uniform("declaration", listings.firm[rows], low.destination)
    tempted = uniform < violation_chance(advantage, parameters.declaration_scale)
    listings.underdeclared[due] = False
    listings.underdeclared[rows] = (saved > 0.0) & tempted


def honesty_cost(firm: Integers, draws: WeekDraws, parameters: CustomsParameters) -> Floats:
    """USD that concealing a USD of value costs each firm in conscience and good name, drawn once."""
    return parameters.honesty * np.exp(parameters.honesty_spread * draws.for_good().normal("honesty", firm))
