"""What agents and markets say to each other: frozen records of arrays, without behaviour.

Arrays named by row have one entry for each row of the record; C is the number of countries, R of
regions, V of value-of-time classes, H of hubs.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class RowsRecord:
    """A record whose fields all are arrays with one entry (or line) for each row."""

    def take(self, rows: Integers | Flags) -> Self:
        """The same record for some of its rows."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


@dataclass(frozen=True)
class Choices(RowsRecord):
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
class Offers(RowsRecord):
    """What each way of serving a market costs and delivers; money in USD a parcel.

    Attributes:
        carriage: bulk freight paid straight to transport operators.
        freight: charge of the provider for bringing the parcel over the border.
        surcharge: the part of freight that a newcomer does not foresee.
        handling: picking, packing and delivery inside the country.
        storage: expected rent, capital, and obsolescence of stock.
        duty: duty that the seller pays (bulk on the import cost, direct on the price).
        clearance: brokerage at the border.
        losses: expected cost of parcels lost, refused and returned.
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
        hall_days: the part of border_days that customs holds goods: waiting for an officer, or detained.
        lead_weeks: weeks from replenishment order to shelf (0 for direct services).
        lead_days_sd: standard deviation of the days of replenishment.
        expedited_weeks: weeks to the shelf of goods sent by air in an emergency.
        expedited_carriage: bulk freight of those.
        lost: share of parcels lost.
        care: after-sales quality, satisfaction of a parcel that came in time.
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
    hall_days: Floats
    lead_weeks: Floats
    lead_days_sd: Floats
    expedited_weeks: Floats
    expedited_carriage: Floats
    lost: Floats
    care: Floats

    @property
    def logistics(self) -> Floats:
        """Everything that moving and keeping a parcel costs the seller."""
        return self.carriage + self.freight + self.handling + self.storage + self.clearance + self.losses

    def at_the_door(self, price: Floats) -> Floats:
        """What the buyer pays in all for a seller's price, USD: price, duty, and VAT on both."""
        return (price * (1.0 + self.direct_duty) + self.flat_duty) * (1.0 + self.vat)


@dataclass(frozen=True)
class Tariffs:
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


@dataclass(frozen=True)
class Lanes:
    """What the trade network offers this week.

    Attributes:
        bulk_cost: USD a kg of bulk from a hub to a country, shape (V, H, C).
        bulk_days: days from hub to hub, same shape.
        bulk_hub_days: the part of them spent in hubs, same shape.
        bulk_days_sd: their standard deviation, same shape.
        air_cost: USD a kg of air linehaul, shape (H, C).
        air_days: days, same shape.
        air_hub_days: the part of them spent in hubs, same shape.
        air_days_sd: their standard deviation, same shape.
        air_zone: air_cost relative to the mean of the empty network, same shape.
        express_zone_base: zone factor of the express charge per parcel, shape (C, C).
        express_zone_kg: zone factor of the express charge per kg, same shape.
        express_days: days in the air with sorting, same shape.
    """

    bulk_cost: Floats
    bulk_days: Floats
    bulk_hub_days: Floats
    bulk_days_sd: Floats
    air_cost: Floats
    air_days: Floats
    air_hub_days: Floats
    air_days_sd: Floats
    air_zone: Floats
    express_zone_base: Floats
    express_zone_kg: Floats
    express_days: Floats


@dataclass(frozen=True)
class Border:
    """How customs treats entries this week; shape (C, channels) unless said.

    Attributes:
        hall_days: expected days of being held: waiting for an officer, or detained.
        document_days: expected days of documents, for an origin at the mean distance of standards.
        inspection_days: expected days that inspections add to the mean entry.
        days_sd: standard deviation of all of them together.
        inspected: share of entries inspected.
    """

    hall_days: Floats
    document_days: Floats
    inspection_days: Floats
    days_sd: Floats
    inspected: Floats


@dataclass(frozen=True)
class Demand(RowsRecord):
    """What consumers want this week, one row a listing.

    Attributes:
        expected: expected orders.
        orders: orders drawn.
        share: listing's share of its market's spending.
    """

    expected: Floats
    orders: Integers
    share: Floats


@dataclass(frozen=True)
class Sales(RowsRecord):
    """What was sold and sent this week, one row a listing.

    Attributes:
        sold: orders accepted and sent.
        refused: orders lost to a stock-out.
        replenished: parcels sent off to the warehouse abroad.
        expedited: those of them that fly because stock runs out.
    """

    sold: Integers
    refused: Integers
    replenished: Integers
    expedited: Integers


@dataclass(frozen=True)
class Spoilt(RowsRecord):
    """Goods that were lost in stock this week, one row a listing, in parcels.

    Attributes:
        obsolete: out of fashion or taste.
        expired: past their shelf life.
        shrunk: stolen, damaged or mislaid.
    """

    obsolete: Integers
    expired: Integers
    shrunk: Integers

    def parcels(self) -> Integers:
        """All of them."""
        return self.obsolete + self.expired + self.shrunk


@dataclass(frozen=True)
class Clearance(RowsRecord):
    """What customs did this week, one row a listing, in parcels.

    Attributes:
        direct: parcels released to consumers.
        bulk: parcels released into the warehouse.
        entries: bulk entries released.
        inspected: parcels inspected, in bulk all those of an inspected entry.
        detained: parcels newly detained, likewise.
        seized: parcels seized, likewise.
        direct_inspected: direct parcels among those inspected.
        direct_detained: among those detained.
        direct_seized: among those seized.
    """

    direct: Integers
    bulk: Integers
    entries: Integers
    inspected: Integers
    detained: Integers
    seized: Integers
    direct_inspected: Integers
    direct_detained: Integers
    direct_seized: Integers


@dataclass(frozen=True)
class Arrivals(RowsRecord):
    """What happened at the door this week, one row a listing, in parcels.

    Attributes:
        delivered: parcels that stayed with the buyer.
        returned: parcels sent back.
        restocked: returned parcels that went into stock.
        lost: parcels lost or damaged on the way.
    """

    delivered: Integers
    returned: Integers
    restocked: Integers
    lost: Integers


@dataclass(frozen=True)
class Measures:
    """What policies and shocks change this week; neutral where none is in force.

    Attributes:
        tariff: points added to the tariff by origin, destination and category, shape (C, C, K).
        duty_threshold: USD added to the de minimis value for duty, shape (C,).
        tax_threshold: the same for VAT, shape (C,).
        law_of_2026: share of the way from the thresholds of 2024 to those of 2026, shape (C,).
        vat_at_sale: USD added to the value up to which sellers collect VAT at the sale, shape (C,).
        flat_duty: USD on each low-value parcel in place of duty, shape (C, K).
        officers: factor on customs officers, shape (C,).
        inspection: factor on the share of entries inspected, shape (C,).
        digital: added to the digital level of the authority, shape (C,).
        recognition: share of the distance of standards that mutual recognition takes off, by origin and
            destination, shape (C, C).
        transparency: share of hidden surcharges on the way to a country that carriers must show, (C,).
        rating: share of the error in judging providers that a common rating takes off sellers, (C,).
        demand: factor on spending by destination and category, shape (C, K).
        capacity: factor on the capacity of providers, in the order of the world's table, shape (P,).
        closed: straits and canals that are closed.
    """

    tariff: Floats
    duty_threshold: Floats
    tax_threshold: Floats
    law_of_2026: Floats
    vat_at_sale: Floats
    flat_duty: Floats
    officers: Floats
    inspection: Floats
    digital: Floats
    recognition: Floats
    transparency: Floats
    rating: Floats
    demand: Floats
    capacity: Floats
    closed: frozenset[str]
