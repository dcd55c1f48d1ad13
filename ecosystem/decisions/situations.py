"""Choice situations of a review: present listings of reviewing firms, and markets they might enter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.agents.consumers import Markets, appeal, exp_utility, spending_at
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.firms.listings import Listings, pair_key
from ecosystem.core.arrays import Flags, Floats, Integers
from ecosystem.decisions.context import DecisionContext
from ecosystem.messages.quotes import Goods
from ecosystem.scenario.parameters.market import MarketParameters
from ecosystem.scenario.scenario import Scenario


@dataclass(frozen=True)
class ChoiceSituations:
    """Markets under review, one row each: a present listing, or a prospect (row -1).

    Attributes:
        listing: row of the listing, -1 for a prospect.
        seller: row of the firm.
        destination: country.
        service: present service, -1 for a prospect.
        provider: present provider.
        base: utility of the offer to consumers without price, time and stock-outs.
        budget: spending of the market at its reference attraction, USD/week.
        reference: attraction that the budget is meant for.
        rivals: attraction of everything else in the market.
        share: present share of the market's spending.
        volume: parcels a week that costs are reckoned for.
        price: price that taxes are assessed on.
        experience: weeks with the present provider.
        handled: parcels that the present own warehouse has handled.
        underdeclared: whether the firm declares direct parcels at a part of their price there.
    """

    listing: Integers
    seller: Integers
    destination: Integers
    service: Integers
    provider: Integers
    base: Floats
    budget: Floats
    reference: Floats
    rivals: Floats
    share: Floats
    volume: Floats
    price: Floats
    experience: Floats
    handled: Floats
    underdeclared: Flags


def products(firms: Firms, seller: Integers) -> Goods:
    """The product of each row's firm."""
    return Goods(
        weight=firms.weight[seller],
        volumetric=firms.volumetric[seller],
        value=firms.value[seller],
        cost=firms.cost[seller],
        time_class=firms.time_class[seller],
    )


def present_situations(
    listings: Listings, firms: Firms, markets: Markets, rows: Integers, parameters: MarketParameters
) -> ChoiceSituations:
    """Open listings of reviewing firms.

    Args:
        listings: all listings.
        firms: all firms.
        markets: spending and attraction by market.
        rows: rows of the listings under review.
        parameters: parameters.
    """
    seller, destination = listings.seller[rows], listings.destination[rows]
    place = markets.rows(destination, listings.category[rows])
    return ChoiceSituations(
        listing=rows,
        seller=seller,
        destination=destination,
        service=listings.service[rows],
        provider=listings.provider[rows],
        base=appeal(firms.quality[seller], listings.loyalty[rows], listings.fit[rows], parameters),
        budget=markets.budget[place],
        reference=markets.reference[place],
        rivals=markets.outside[place] + np.maximum(markets.inside[place] - listings.exp_utility[rows], 0.0),
        share=listings.share[rows],
        volume=np.maximum(listings.sales[rows], 1.0),
        price=listings.price[rows],
        experience=listings.experience[rows],
        handled=listings.handled[rows],
        underdeclared=listings.underdeclared[rows],
    )


def prospect_situations(context: DecisionContext, sellers: Integers) -> ChoiceSituations:
    """New destinations drawn by market size for each of some firms, without those served and home.

    Args:
        context: what is looked at.
        sellers: rows of the firms that look around.
    """
    firms, markets, parameters = context.firms, context.markets, context.parameters
    number = parameters.sellers.destinations_considered
    seller = np.repeat(sellers, number)
    turn = np.tile(np.arange(number), len(sellers))
    uniform = context.draws.uniform("prospects", firms.id[seller], turn)
    destination = _by_size(markets, firms.category[seller], uniform)
    keep = destination != firms.country[seller]
    keep &= ~_served(context.listings, firms.id[seller], destination)
    keep &= _first_of(seller, destination)
    return _prospects(firms, markets, seller[keep], destination[keep], parameters)


def _prospects(
    firms: Firms, markets: Markets, seller: Integers, destination: Integers, parameters: Scenario
) -> ChoiceSituations:
    """Situations of firms that hope for some loyalty in markets they do not serve yet."""
    place = markets.rows(destination, firms.category[seller])
    budget, reference = markets.budget[place], markets.reference[place]
    rivals = markets.outside[place] + markets.inside[place]
    sellers, market = parameters.sellers, parameters.market
    base = appeal(firms.quality[seller], sellers.prospect_loyalty, 0.0, market)
    strength = exp_utility(base - market.day_cost * sellers.prospect_days)
    share = strength / (strength + rivals)
    spending = spending_at(
        strength + rivals, budget, reference, markets.elasticity[place], parameters=market)
    number = len(seller)
    return ChoiceSituations(
        listing=np.full(number, -1),
        seller=seller,
        destination=destination,
        service=np.full(number, -1),
        provider=np.full(number, -2),
        base=base,
        budget=budget,
        reference=reference,
        rivals=rivals,
        share=share,
        volume=np.maximum(spending * share / firms.value[seller], 1.0),
        price=firms.first_prices(seller),
        experience=np.zeros(number),
        handled=np.zeros(number),
        underdeclared=np.zeros(number, bool),
    )


def _by_size(markets: Markets, category: Integers, uniform: Floats) -> Integers:
    """Destinations drawn in proportion to spending on the category."""
    spending = markets.spending.reshape(-1, int(markets.category[-1]) + 1)
    cumulative = np.cumsum(spending, axis=0) / spending.sum(axis=0)
    result: Integers = (uniform[:, None] > cumulative[:, category].T).sum(axis=1).clip(0, len(spending) - 1)
    return result


def _served(listings: Listings, firm: Integers, destination: Integers) -> Flags:
    """Whether a firm already has a listing in a country: the pairs are sorted."""
    present = pair_key(listings.firm, listings.destination)
    wanted = pair_key(firm, destination)
    place = np.searchsorted(present, wanted)
    inside = place < len(present)
    found = np.zeros(len(wanted), bool)
    found[inside] = present[place[inside]] == wanted[inside]
    return found


def _first_of(seller: Integers, destination: Integers) -> Flags:
    """The first of equal pairs."""
    _, first = np.unique(np.stack([seller, destination], axis=1), axis=0, return_index=True)
    flags = np.zeros(len(seller), bool)
    flags[first] = True
    return flags
