"""Every transfer of a week, one at a time: who pays whom for what.

`Books` hold the cash of each firm, carrier and platform and one balance for everybody else.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ecosystem.scenario.names import EXPRESS, OWN_WAREHOUSE, PLATFORM_WAREHOUSE
from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.scenario.parameters.providers import ProviderParameters
from ecosystem.scenario.parameters.sellers import SellerParameters
from ecosystem.scenario.parameters.services import ServiceParameters
from ecosystem.scenario.parameters.stock import StockParameters
from ecosystem.scenario.scenario import Scenario
from tests.reference.agents import providers
from tests.reference.recording import Row

WEEKS_A_YEAR = 52.0
Party = str | tuple[str, int]
"""A balance by its name, or a row of a cohort: ("firms", 3)."""


@dataclass
class Books:
    """Cash by account and row, balances by account, and the week's flows by item."""

    cash: dict[str, list[float]]
    balance: dict[str, float]
    flows: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def pay(self, item: str, payer: Party, payee: Party, amount: float) -> None:
        """Move an amount; a negative one flows backwards."""
        for party, change in ((payer, -amount), (payee, amount)):
            if isinstance(party, str):
                self.balance[party] += change
            else:
                account, row = party
                self.cash[account][row] += change
        self.flows[item] += amount


@dataclass
class Trade:
    """What one listing did this week, as the steps before have left it."""

    listing: Row
    product: Row
    quoted: Row
    entry: Row
    sale: Row
    cleared: Row
    arrived: Row
    sold_off: int

    @property
    def firm(self) -> tuple[str, int]:
        """The seller's purse."""
        return "firms", self.listing.seller

    @property
    def stocked(self) -> bool:
        """Whether it sells from a warehouse abroad."""
        return self.listing.service >= PLATFORM_WAREHOUSE


def settle_trade(books: Books, trade: Trade, authority: Row, parameters: Scenario) -> float:
    """All transfers that come of one listing's week; gives its logistics charge."""
    sell(books, trade, parameters.sellers)
    buy_goods(books, trade, parameters.stock)
    charge = pay_logistics(books, trade)
    pay_for_warehouse(books, trade, parameters.services)
    pay_taxes(books, trade, authority)
    pay_fine(books, trade, authority, parameters.customs)
    pay_refunds(books, trade, parameters.sellers)
    salvage = parameters.stock.salvage * trade.product.cost * trade.sold_off
    books.pay("liquidation", "suppliers", trade.firm, salvage)
    return charge


def sell(books: Books, trade: Trade, parameters: SellerParameters) -> None:
    """The buyer pays, the marketplace and advertisers take their share."""
    revenue = trade.sale.sold * trade.listing.price
    books.pay("sales", "consumers", trade.firm, revenue)
    books.pay("selling fees", trade.firm, "marketplaces", parameters.selling_fee * revenue)
    books.pay("overhead", trade.firm, "suppliers", parameters.overhead * revenue)


def buy_goods(books: Books, trade: Trade, parameters: StockParameters) -> None:
    """Goods are paid when they are sent off; stock ties up capital."""
    sent = trade.sale.replenished + (0 if trade.stocked else trade.sale.sold)
    cost = trade.product.cost
    books.pay("products", trade.firm, "suppliers", cost * sent)
    flown = trade.sale.expedited
    usual = trade.quoted.carriage * (trade.sale.replenished - flown)
    books.pay("carriage", trade.firm, "transport", usual)
    by_air = trade.quoted.expedited_carriage * flown
    books.pay("emergency carriage", trade.firm, "transport", by_air)
    interest = parameters.capital_cost / WEEKS_A_YEAR * cost * trade.listing.stock
    books.pay("interest", trade.firm, "banks", interest)


def pay_logistics(books: Books, trade: Trade) -> float:
    """Freight, handling, rent and brokerage go to the provider, or to hired help of one's own."""
    listing, quoted, sale = trade.listing, trade.quoted, trade.sale
    if trade.stocked:
        charge = quoted.freight * sale.replenished + quoted.handling * sale.sold
    else:
        charge = quoted.freight * sale.sold
    charge += quoted.rent * listing.stock + quoted.clearance * sale.sold
    if sale.replenished > sale.expedited:
        charge += quoted.consignment
    if sale.expedited > 0:
        charge += quoted.consignment
    if listing.service == OWN_WAREHOUSE:
        books.pay("own logistics", trade.firm, "transport", charge)
    else:
        kind = "carriers" if listing.service == EXPRESS else "platforms"
        books.pay("logistics", trade.firm, (kind, listing.provider), charge)
    return charge


def pay_for_warehouse(books: Books, trade: Trade, parameters: ServiceParameters) -> None:
    """An own warehouse has a fixed cost; its empty part is let."""
    if trade.listing.service != OWN_WAREHOUSE:
        return
    books.pay("own warehouses", trade.firm, "landlords", parameters.own_fixed)
    cubic_metres = trade.listing.stock * trade.product.volumetric / parameters.volumetric_density
    empty = max(parameters.own_space - cubic_metres, 0.0)
    books.pay("space let", "transport", trade.firm, parameters.own_letting * parameters.storage * empty)


def pay_taxes(books: Books, trade: Trade, authority: Row) -> None:
    """Buyers pay duty and VAT with the price, sellers the duty on the bulk that they send."""
    quoted, sale = trade.quoted, trade.sale
    bulk_duty = quoted.duty * sale.replenished
    books.pay("duty on bulk", trade.firm, "governments", bulk_duty)
    authority.duty_revenue += bulk_duty
    value = trade.listing.price * sale.sold
    duty = quoted.direct_duty * value + quoted.flat_duty * sale.sold
    vat = quoted.vat * (value + duty)
    books.pay("duty on parcels", "consumers", "governments", duty)
    books.pay("VAT", "consumers", "governments", vat)
    authority.duty_revenue += duty
    authority.vat_revenue += vat


def pay_fine(books: Books, trade: Trade, authority: Row, parameters: CustomsParameters) -> None:
    """Each inspected parcel that evades tax costs a multiple of it."""
    amount = fine(trade, parameters)
    books.pay("fines", trade.firm, "governments", amount)
    authority.fines += amount


def fine(trade: Trade, parameters: CustomsParameters) -> float:
    """USD that a listing is fined."""
    return parameters.penalty * trade.entry.evaded * trade.cleared.direct_inspected


def pay_refunds(books: Books, trade: Trade, parameters: SellerParameters) -> None:
    """Who did not get the parcel, or sent it back, gets the price, and the seller its fees; a return
    has to be handled, and may bring something at home."""
    arrived = trade.arrived
    parcels = arrived.lost + arrived.returned + trade.cleared.direct_seized
    price_back = trade.listing.price * parcels
    books.pay("refunds", trade.firm, "consumers", price_back)
    books.pay("fees refunded", "marketplaces", trade.firm, parameters.selling_fee * price_back)
    books.pay("overhead refunded", "suppliers", trade.firm, parameters.overhead * price_back)
    books.pay("returns", trade.firm, "transport", trade.quoted.return_handling * arrived.returned)
    proceeds = trade.quoted.return_proceeds * arrived.returned
    books.pay("returns sold at home", "suppliers", trade.firm, proceeds)


def market_cost(markets: int, parameters: SellerParameters) -> float:
    """USD a week of all markets of a firm, each dearer than the one before (Lucas 1978)."""
    span = 1.0 + parameters.span_cost
    return parameters.listing_cost * markets**span / span


def pay_overheads(
    books: Books, row: int, firm: Row, listings: list[Row], parameters: SellerParameters
) -> None:
    """Being in business, running markets, and co-ordinating services and providers."""
    purse = "firms", row
    books.pay("fixed costs", purse, "landlords", parameters.fixed_cost)
    books.pay("market costs", purse, "suppliers", market_cost(firm.markets, parameters))
    services = {listing.service for listing in listings}
    options = {(listing.service, listing.provider) for listing in listings}
    further = parameters.service_cost * max(len(services) - 1, 0)
    further += parameters.provider_cost * max(len(options) - 1, 0)
    books.pay("co-ordination", purse, "suppliers", further)


def pay_wages(books: Books, account: str, row: int, employer: Row, wages: list[float]) -> float:
    """Staff by skill at the hub's wages and the employer's premium; gives the bill."""
    bill = sum(people * wage for people, wage in zip(employer.staff, wages, strict=True))
    bill *= 1.0 + employer.premium
    books.pay("wages", (account, row), "workers", bill)
    return bill


def settle_provider(
    books: Books, account: str, row: int, provider: Row, charges: list[float],
    parcels: list[float], wages: float, parameters: ProviderParameters,
) -> None:
    """A provider buys transport, learns its unit cost, and settles with its owners.

    Args:
        books: books.
        account, row: whose purse.
        provider: the provider.
        charges, parcels: what it charged and carried, by region.
        wages: its wage bill.
        parameters: parameters.
    """
    at_base = 0.0
    for region, charge in enumerate(charges):
        factor, _ = providers.tariff(provider, region, parameters)
        at_base += charge / factor
    bought = parameters.transport_share * at_base
    books.pay("bought transport", (account, row), "transport", bought)
    if at_base > 0.0:
        level = parameters.transport_share + min(wages / at_base, 1.0)
        provider.cost_level += parameters.load_smoothing * (level - provider.cost_level)
    providers.record(provider, parcels, sum(charges), bought + wages, parameters)
    reserve = parameters.reserve_weeks * provider.outlay
    spare = parameters.owner_draw * (books.cash[account][row] - reserve)
    books.pay("profits", (account, row), "owners", spare)


def draw_profit(books: Books, row: int, firm: Row, parameters: SellerParameters) -> float:
    """Owners take a part of the cash above the reserve."""
    fixed = parameters.fixed_cost + market_cost(firm.markets, parameters)
    reserve = parameters.reserve_fixed_weeks * fixed + parameters.reserve_revenue_weeks * firm.revenue
    spare = max(books.cash["firms"][row] - reserve - firm.starting_cash, 0.0)
    books.pay("profits", ("firms", row), "owners", parameters.owner_draw * spare)
    return parameters.owner_draw * spare


def liquidate(
    books: Books, row: int, listings: list[Row], products: list[Row], salvage: float
) -> int:
    """Close a firm: refunds are guaranteed, goods sold off, the rest settled; gives parcels gone."""
    gone = 0
    for listing, product in zip(listings, products, strict=True):
        awaited = sum(listing.inbound) + sum(listing.local) + listing.held + listing.detained
        goods = listing.stock + sum(listing.replenishment) + listing.held_bulk + listing.detained_bulk
        refund = listing.price * awaited
        books.pay("guaranteed refunds", "marketplaces", "consumers", refund)
        books.pay("liquidation", "suppliers", ("firms", row), salvage * product.cost * goods)
        gone += awaited + goods
    rest = books.cash["firms"][row]
    if rest > 0.0:
        books.pay("capital returned", ("firms", row), "owners", rest)
    else:
        books.pay("bad debts", "banks", ("firms", row), -rest)
    return gone
