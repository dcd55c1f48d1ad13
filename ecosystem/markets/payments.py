"""Payments: every transfer of a week, entered into the ledger once with payer, payee and item."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.customs import Customs
from ecosystem.agents.employers import Employers
from ecosystem.agents.firms.firms import Firms
from ecosystem.agents.firms.listings import Listings
from ecosystem.agents.providers.providers import Providers
from ecosystem.agents.talent import Talent
from ecosystem.core.arrays import WEEKS_A_YEAR, Floats, Integers
from ecosystem.core.ledger import AccountRows, Ledger
from ecosystem.core.lookup import sum_by
from ecosystem.messages.border import Clearance
from ecosystem.messages.orders import Arrivals, Sales
from ecosystem.messages.quotes import Goods, Quotes
from ecosystem.quotes.services.own_warehouse import space_let
from ecosystem.scenario import service_traits
from ecosystem.scenario.parameters.customs import CustomsParameters
from ecosystem.scenario.parameters.providers import ProviderParameters
from ecosystem.scenario.parameters.sellers import SellerParameters
from ecosystem.scenario.parameters.services import ServiceParameters
from ecosystem.scenario.parameters.stock import StockParameters
from ecosystem.scenario.service_traits import SERVICES, provider_kinds

KINDS = 4_096
"""Room for providers in a number made of service and provider."""


def pay_for_sales(
    ledger: Ledger, listings: Listings, sales: Sales, parameters: SellerParameters
) -> None:
    """Buyers pay; the marketplace takes its fee, advertisers theirs."""
    firm = AccountRows("firms", listings.seller)
    revenue = sales.sold * listings.price
    ledger.pay("sales", "consumers", firm, revenue)
    ledger.pay("selling fees", firm, "marketplaces", parameters.selling_fee * revenue)
    ledger.pay("overhead", firm, "suppliers", parameters.overhead * revenue)


def pay_for_goods(
    ledger: Ledger, listings: Listings, goods: Goods, *, quotes: Quotes, sales: Sales,
    parameters: StockParameters,
) -> None:
    """Products are bought when they are sent off; bulk carriage and the capital in stock are paid."""
    firm = AccountRows("firms", listings.seller)
    direct = np.where(service_traits.direct(listings.service), sales.sold, 0)
    ledger.pay("products", firm, "suppliers", goods.cost * (direct + sales.replenished))
    usual = sales.replenished - sales.expedited
    ledger.pay("carriage", firm, "transport", quotes.carriage * usual)
    ledger.pay("emergency carriage", firm, "transport", quotes.expedited_carriage * sales.expedited)
    interest = parameters.capital_cost / WEEKS_A_YEAR * goods.cost * listings.stock
    ledger.pay("interest", firm, "banks", interest)


def charge_logistics(
    ledger: Ledger, listings: Listings, quotes: Quotes, sales: Sales
) -> Floats:
    """What carriers, platforms and own warehouses charge each listing this week, USD by row."""
    direct = service_traits.direct(listings.service)
    sent = np.where(direct, sales.sold, sales.replenished)
    consignments = (sales.replenished > sales.expedited) + (sales.expedited > 0).astype(np.int64)
    charge = (
        quotes.freight * sent
        + quotes.handling * np.where(direct, 0, sales.sold)
        + quotes.rent * listings.stock
        + quotes.clearance * sales.sold
        + quotes.consignment * consignments
    )
    firm = AccountRows("firms", listings.seller)
    for kind in provider_kinds():
        rows = np.flatnonzero(service_traits.provided_by(kind, listings.service))
        payee = AccountRows(kind, listings.provider[rows])
        ledger.pay("logistics", AccountRows("firms", listings.seller[rows]), payee, charge[rows])
    own = service_traits.self_run(listings.service)
    ledger.pay("own logistics", firm, "transport", np.where(own, charge, 0.0))
    return charge


def pay_for_warehouses(
    ledger: Ledger, listings: Listings, goods: Goods, parameters: ServiceParameters
) -> None:
    """Own warehouses cost a fixed sum; other shippers rent the space that is left over."""
    own, firm = service_traits.built(listings.service), AccountRows("firms", listings.seller)
    used = listings.stock * goods.volumetric / parameters.volumetric_density
    ledger.pay("own warehouses", firm, "landlords", np.where(own, parameters.own_fixed, 0.0))
    ledger.pay("space let", "transport", firm, np.where(own, space_let(used, parameters), 0.0))


def pay_taxes(
    ledger: Ledger, customs: Customs, listings: Listings, quotes: Quotes, sales: Sales
) -> None:
    """Duty and VAT, all delivered duty paid: due when goods are sent off, by the terms quoted then.

    Buyers pay VAT and the duty on direct parcels with the price, sellers the duty on bulk. So a
    listing that changes its service while goods are under way leaves no tax unpaid.
    """
    value = listings.price * sales.sold
    duty = quotes.direct_duty * value + quotes.flat_duty * sales.sold
    vat = quotes.vat * (value + duty)
    bulk_duty = quotes.duty * sales.replenished
    ledger.pay("duty on parcels", "consumers", "governments", duty)
    ledger.pay("VAT", "consumers", "governments", vat)
    ledger.pay("duty on bulk", AccountRows("firms", listings.seller), "governments", bulk_duty)
    number = len(customs)
    customs.duty_revenue = sum_by(listings.destination, duty + bulk_duty, number)
    customs.vat_revenue = sum_by(listings.destination, vat, number)


def pay_fines(
    ledger: Ledger, customs: Customs, listings: Listings, *, evaded: Floats, inspected: Integers,
    parameters: CustomsParameters,
) -> Floats:
    """Inspected parcels that evade tax are fined by it; gives USD by listing.

    Args:
        ledger: books.
        customs: authorities, which note the fines of the week.
        listings: rows.
        evaded: tax evaded on a parcel, USD.
        inspected: direct parcels inspected.
        parameters: parameters.
    """
    fines = parameters.penalty * evaded * inspected
    ledger.pay("fines", AccountRows("firms", listings.seller), "governments", fines)
    customs.fines = sum_by(listings.destination, fines, len(customs))
    return fines


def refund(
    ledger: Ledger, listings: Listings, quotes: Quotes, clearance: Clearance, arrivals: Arrivals, *,
    parameters: SellerParameters,
) -> None:
    """Lost, seized and returned parcels are refunded; returns cost money, and some bring a little.

    The marketplace gives its fee back, and commissions fall with sales. Nobody waits for seized bulk:
    the firm just loses the goods.
    """
    firm = AccountRows("firms", listings.seller)
    refunds = listings.price * (arrivals.lost + arrivals.returned + clearance.direct_seized)
    ledger.pay("refunds", firm, "consumers", refunds)
    ledger.pay("fees refunded", "marketplaces", firm, parameters.selling_fee * refunds)
    ledger.pay("overhead refunded", "suppliers", firm, parameters.overhead * refunds)
    ledger.pay("returns", firm, "transport", quotes.return_handling * arrivals.returned)
    ledger.pay("returns sold at home", "suppliers", firm, quotes.return_proceeds * arrivals.returned)


def sell_to_liquidators(
    ledger: Ledger, listings: Listings, goods: Goods, sold_off: Integers, salvage: float
) -> None:
    """Liquidators pay a part of the product's cost for goods that are sold off."""
    ledger.pay(
        "liquidation", "suppliers", AccountRows("firms", listings.seller), salvage * goods.cost * sold_off)


def pay_overheads(
    ledger: Ledger, firms: Firms, listings: Listings, parameters: SellerParameters
) -> None:
    """Fixed weekly costs of firms: being in business, each market, each further service or provider."""
    everybody = AccountRows("firms")
    ledger.pay("fixed costs", everybody, "landlords", np.full(len(firms), parameters.fixed_cost))
    ledger.pay("market costs", everybody, "suppliers", firms.market_cost(parameters))
    further = parameters.service_cost * _further(listings, listings.service, len(firms))
    option = listings.service * KINDS + listings.provider + 1
    further += parameters.provider_cost * _further(listings, option, len(firms))
    ledger.pay("co-ordination", everybody, "suppliers", further)


def _further(listings: Listings, kind: Integers, firms: int) -> Floats:
    """Number of different kinds among each firm's listings, less one; shape (firms,)."""
    room = len(SERVICES) * KINDS
    pairs = np.sort(listings.seller * room + kind)
    first = np.diff(pairs, prepend=-1) != 0
    different = np.bincount(pairs[first] // room, minlength=firms)
    result: Floats = np.maximum(different - 1.0, 0.0)
    return result


def pay_wages(
    ledger: Ledger, talent: Talent, employers: Mapping[str, Employers]
) -> dict[str, Floats]:
    """Wages by employer, USD, by name of the account."""
    bills = {}
    for account, employer in employers.items():
        bill = (employer.staff * talent.wage[employer.hub]).sum(axis=1) * (1.0 + employer.premium)
        ledger.pay("wages", AccountRows(account), "workers", bill)
        bills[account] = bill
    return bills


def settle_providers(
    ledger: Ledger, account: str, providers: Providers, *, charges: Floats, parcels: Floats,
    wages: Floats, parameters: ProviderParameters,
) -> None:
    """Providers buy transport for what they carried, book the week and settle with their owners.

    Args:
        ledger: books.
        account: name of the cohort's account.
        providers: the cohort.
        charges: what they charged, USD, by provider and region.
        parcels: parcels they carried or handled, by provider and region.
        wages: wages they paid, by provider.
        parameters: parameters.
    """
    at_base = (charges / providers.price_factor(parameters)).sum(axis=1)
    bought = parameters.transport_share * at_base
    ledger.pay("bought transport", AccountRows(account), "transport", bought)
    level = parameters.transport_share + np.minimum(wages / np.maximum(at_base, 1e-9), 1.0)
    busy = at_base > 0
    providers.cost_level += np.where(busy, parameters.load_smoothing * (level - providers.cost_level), 0.0)
    providers.record(parcels, charges.sum(axis=1), bought + wages, parameters)
    ledger.pay("profits", AccountRows(account), "owners", providers.spare_cash(parameters))


def draw_profits(ledger: Ledger, firms: Firms, parameters: SellerParameters) -> Floats:
    """Owners take cash that the firm does not need; gives USD by firm."""
    drawn = firms.spare_cash(parameters)
    ledger.pay("profits", AccountRows("firms"), "owners", drawn)
    return drawn


def liquidate(
    ledger: Ledger, firms: Firms, leaving: NDArray[np.bool_], *, listings: Listings, goods: Goods,
    salvage: float,
) -> int:
    """Close firms for good: buyers get their money back, goods are sold off, accounts go to zero.

    What remains goes to the owners; what is missing is the banks' loss. Marketplaces guarantee the
    refunds of parcels still on their way.

    Returns:
        Parcels that left the books.
    """
    rows = np.flatnonzero(leaving[listings.seller])
    parcels, unserved = listings.present(rows), listings.under_way(rows)
    ledger.pay("guaranteed refunds", "marketplaces", "consumers", listings.price[rows] * unserved)
    proceeds = salvage * goods.cost[rows] * (parcels - unserved)
    ledger.pay("liquidation", "suppliers", AccountRows("firms", listings.seller[rows]), proceeds)
    rest = np.where(leaving, firms.cash, 0.0)
    ledger.pay("capital returned", AccountRows("firms"), "owners", np.maximum(rest, 0.0))
    ledger.pay("bad debts", "banks", AccountRows("firms"), np.maximum(-rest, 0.0))
    return int(parcels.sum())
