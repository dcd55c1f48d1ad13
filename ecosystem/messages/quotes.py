"""Ways of serving a market, the goods, and what each way costs and delivers."""

from __future__ import annotations

from dataclasses import dataclass

from ecosystem.core.arrays import Floats, Integers
from ecosystem.messages.records import RowsRecord


@dataclass(frozen=True)
class Alternatives(RowsRecord):
    """Ways of serving a market, one row each: what has to be priced.

    Attributes:
        seller: row of the firm.
        hub: home hub.
        origin: home country.
        destination: country served.
        category: category of the goods.
        service: position in SERVICES.
        provider: row of the carrier or platform, -1 for an own warehouse.
        volume: parcels a week that the cost is reckoned for.
        price: seller's price, USD.
        declared: part of the price that is declared at the border; 1 is the truth.
        experience: units of experience with the provider.
        handled: parcels that the seller's own warehouse in this market has handled so far.
    """

    seller: Integers
    hub: Integers
    origin: Integers
    destination: Integers
    category: Integers
    service: Integers
    provider: Integers
    volume: Floats
    price: Floats
    declared: Floats
    experience: Floats
    handled: Floats


@dataclass(frozen=True)
class Goods(RowsRecord):
    """The product of each row: weight (kg), consumer price level and unit cost (USD), time class."""

    weight: Floats
    volumetric: Floats
    value: Floats
    cost: Floats
    time_class: Integers


@dataclass(frozen=True)
class Quotes(RowsRecord):
    """What each way of serving a market costs and delivers; money in USD a parcel.

    Attributes:
        carriage: bulk freight paid straight to transport operators.
        freight: charge of the provider for bringing the parcel over the border.
        surcharge: the part of freight that a newcomer does not foresee.
        handling: picking, packing and delivery inside the country.
        storage: expected rent, capital, and obsolescence of stock.
        duty: duty that the seller pays (bulk on the import cost, direct on the price).
        clearance: brokerage at the border.
        losses: expected cost of handling returns, less what the goods are still worth; refunds are apart.
        rent: USD a week for each parcel in stock.
        fixed: USD a week whatever the volume, with one consignment a week and less the space let.
        consignment: handling and brokerage of one bulk consignment.
        return_handling: cost of a returned parcel on top of the refund.
        return_proceeds: what a returned parcel brings that is sold at home.
        vat: VAT on the seller's price, as a factor on it (0.2 for 20 %).
        direct_duty: duty on the seller's price that the buyer pays, as a factor on it.
        flat_duty: USD on each direct parcel that the buyer pays in place of a rate.
        days: expected days from order to door.
        days_sd: their standard deviation.
        handling_days: the part spent in hubs and with the provider before and after the voyage; of
            bulk, like the next two, on the way to the shelf.
        linehaul_days: the part spent moving between hubs.
        border_days: the part spent at the border of the destination.
        door_days: the part spent between the last hub or the shelf and the door.
        hold_days: the part of border_days that customs holds goods: waiting for an officer, or detained.
        lead_weeks: weeks from replenishment order to shelf (0 for direct services).
        lead_days_sd: standard deviation of the days of replenishment.
        expedited_weeks: weeks to the shelf of goods sent by air in an emergency.
        expedited_carriage: bulk freight of those.
        lost: share of parcels lost.
        returned: share of parcels that come back.
        after_sales_quality: after-sales quality, satisfaction of a parcel that came in time.
    """

    carriage: Floats
    freight: Floats
    surcharge: Floats
    handling: Floats
    storage: Floats
    duty: Floats
    clearance: Floats
    losses: Floats
    rent: Floats
    fixed: Floats
    consignment: Floats
    return_handling: Floats
    return_proceeds: Floats
    vat: Floats
    direct_duty: Floats
    flat_duty: Floats
    days: Floats
    days_sd: Floats
    handling_days: Floats
    linehaul_days: Floats
    border_days: Floats
    door_days: Floats
    hold_days: Floats
    lead_weeks: Floats
    lead_days_sd: Floats
    expedited_weeks: Floats
    expedited_carriage: Floats
    lost: Floats
    returned: Floats
    after_sales_quality: Floats

    @property
    def logistics(self) -> Floats:
        """Everything that moving and keeping a parcel costs the seller."""
        return self.carriage + self.freight + self.handling + self.storage + self.clearance + self.losses

    @property
    def refunded(self) -> Floats:
        """Share of parcels whose price goes back to the buyer."""
        return self.lost + self.returned

    def at_the_door(self, price: Floats) -> Floats:
        """What the buyer pays in all for a seller's price, USD: price, duty, and VAT on both."""
        return (price * (1.0 + self.direct_duty) + self.flat_duty) * (1.0 + self.vat)


@dataclass(frozen=True)
class RateCards:
    """What providers ask this week, before any listing is looked at; shape (providers, R).

    Attributes:
        factor: factor on the base charge.
        delay: factor on handling days.
        collection: factor on the cost of picking up in a hub, by the density of its tours there,
            shape (providers, H).
        delivery: the same of delivering in a country, shape (providers, C).
        quality: service quality by provider, 0-1, shape (providers,).
    """

    factor: Floats
    delay: Floats
    collection: Floats
    delivery: Floats
    quality: Floats
