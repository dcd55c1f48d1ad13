"""Firms come and go: profits counted, failures and exits, entrants, rows arranged anew."""

from __future__ import annotations

from ecosystem.core.draws import WeekDraws
from ecosystem.scenario.parameters.sellers import SellerParameters
from tests.reference.decisions.review import due
from tests.reference.recording import Row


def improve(firm: Row, draws: WeekDraws, parameters: SellerParameters) -> None:
    """Quality fades toward what the firm was born with; now and then it jumps."""
    firm.quality += parameters.quality_reversion * (firm.quality_base - firm.quality)
    if float(draws.uniform("quality jump", firm.id)) < parameters.quality_jump_rate:
        firm.quality += parameters.quality_jump_size * float(
            draws.normal("quality jump size", firm.id))


def count_profit(
    firm: Row, cash_before: float, listings: list[Row], products: list[Row], sold: list[int],
    speed: float,
) -> float:
    """Profit is what cash and goods at cost have gained; gives that of the week."""
    inventory = revenue = parcels = 0.0
    for listing, product, number in zip(listings, products, sold, strict=True):
        goods = listing.stock + sum(listing.replenishment) + listing.held_bulk + listing.detained_bulk
        inventory += product.cost * goods
        revenue += number * listing.price
        parcels += number
    profit = firm.cash - cash_before + inventory - firm.inventory
    firm.inventory = inventory
    firm.profit += speed * (profit - firm.profit)
    firm.revenue += speed * (revenue - firm.revenue)
    firm.parcels += speed * (parcels - firm.parcels)
    return profit


def remember_entry(
    gain: float, capital: float, firms: list[Row], profits: list[float], age: int,
    parameters: SellerParameters,
) -> tuple[float, float]:
    """What recent entrants have earned, and the capital they brought, slowly forgotten."""
    memory = 1.0 - 1.0 / parameters.entry_memory
    gain, capital = memory * gain, memory * capital
    for firm, profit in zip(firms, profits, strict=True):
        if age - firm.founded < parameters.entry_memory:
            gain += profit
        if firm.founded == age - 1:
            capital += firm.starting_cash
    return gain, capital


def leaves(firm: Row, age: int, draws: WeekDraws, parameters: SellerParameters) -> bool:
    """Out of cash; or old, losing money, and tired of it at a review."""
    if firm.cash < 0.0:
        return True
    losing = firm.profit < 0.0 and age - firm.founded > parameters.exit_age
    tired = float(draws.uniform("giving up", firm.id)) < parameters.exit_chance
    return losing and tired and due(firm, age, parameters.review_interval)


def parcels_of(listing: Row) -> int:
    """All parcels of a listing, wherever they are."""
    rings = sum(listing.inbound) + sum(listing.local) + sum(listing.replenishment)
    held = listing.held + listing.held_bulk + listing.detained + listing.detained_bulk
    return rings + listing.stock + held


def stays_open(listing: Row) -> bool:
    """A closing listing goes once it is empty."""
    return not listing.closing or parcels_of(listing) > 0


def new_listing(firm: Row, opening: Row) -> Row:
    """How a listing starts, before its first quote."""
    return Row(
        firm=firm.id, category=firm.category, destination=opening.destination,
        service=opening.service, provider=opening.provider, price=firm.value, markup=1.3,
        closing=False, age=0, experience=0.0, loyalty=0.0, fit=0.0, share=0.0, stock=0, sales=0.0)


def arrange(firms: list[Row], listings: list[Row]) -> list[Row]:
    """Listings in the order of firm and destination, with the rows of their firms."""
    row_of = {firm.id: row for row, firm in enumerate(firms)}
    ordered = sorted(listings, key=lambda each: (each.firm, each.destination))
    for listing in ordered:
        listing.seller = row_of[listing.firm]
    for firm in firms:
        firm.markets = sum(listing.firm == firm.id for listing in ordered)
    return ordered
