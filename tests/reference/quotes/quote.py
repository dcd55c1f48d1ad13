"""What one way of serving one market costs, how long it takes and what is lost.

`quote` prices a choice (seller, hub, origin, destination, category, service, provider, volume,
price) for a product (weight, volumetric weight, value, cost, time class).
"""

from __future__ import annotations

import math

from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.law import Law
from ecosystem.scenario.names import (
    EXPRESS,
    LOW_VALUE,
    OWN_WAREHOUSE,
    PLATFORM_WAREHOUSE,
    STANDARD,
    TRUSTED,
)
from ecosystem.scenario.parameters.services import ServiceParameters
from ecosystem.scenario.scenario import Scenario
from tests.reference.markets.stocking import plan
from tests.reference.quotes.losses import disorder, kept, of_firm, usual_losses
from tests.reference.recording import Row

MONEY = (
    "carriage", "freight", "surcharge", "handling", "storage", "duty", "clearance", "losses",
    "rent", "fixed", "consignment", "return_handling", "return_proceeds", "flat_duty",
    "expedited_carriage")
FACTORS = "vat", "direct_duty"
TIMES = (
    "days", "days_sd", "handling_days", "linehaul_days", "border_days", "door_days", "hold_days",
    "lead_weeks", "lead_days_sd", "expedited_weeks")
REST = "lost", "returned", "after_sales_quality"
FIELDS = MONEY + FACTORS + TIMES + REST
DAYS_A_WEEK = 7.0
WEEKS_A_YEAR = 52.0


def quote(choice: Row, product: Row, now: Conditions, parameters: Scenario) -> Row:
    """The quote of the choice's service; a seller short of staff is late."""
    by_service = express, mail, platform_warehouse, own_warehouse
    quoted = by_service[choice.service](choice, product, now, parameters)
    late = parameters.services.staff_shortage_days * (1.0 - now.staffing[choice.seller])
    quoted.days += late
    if choice.service < PLATFORM_WAREHOUSE:
        quoted.handling_days += late
    else:
        quoted.door_days += late
    return quoted


def express(choice: Row, product: Row, now: Conditions, parameters: Scenario) -> Row:
    """Each parcel alone, by zone tariff and the larger of weight and volumetric weight."""
    quoted, services = Row(**dict.fromkeys(FIELDS, 0.0)), parameters.services
    lane = choice.origin, choice.destination
    tariff = choice.provider, now.region[choice.destination]
    kilograms = max(product.weight, product.volumetric)
    per_parcel = services.express_base * now.lanes.express_zone_base[lane]
    list_price = (
        both_ends(per_parcel, services.express_tour_share, "carriers", choice, now)
        + services.express_per_kg * now.lanes.express_zone_kg[lane] * kilograms)
    bargained = services.express_discount * choice.volume / (choice.volume + services.express_discount_volume)
    charge = list_price * (1.0 - bargained) * now.rate_cards["carriers"].factor[tariff]
    extra = services.express_surcharge * charge
    shown = now.transparency[choice.destination]
    quoted.surcharge = extra * (1.0 - services.express_transparency) * (1.0 - shown)
    quoted.freight = charge + extra
    busy, quality = now.rate_cards["carriers"].delay[tariff], now.rate_cards["carriers"].quality[choice.provider]
    cross_border(
        quoted, choice, now, services, services.express_clearance_fee, quality,
        before=services.express_handling_days * busy / now.domestic[choice.origin],
        between=now.lanes.express_days[lane],
        after=services.express_door_days * busy / now.domestic[choice.destination],
        spread=services.express_days_spread * busy)
    quoted.after_sales_quality = quality - services.distant_care
    quoted.return_handling = services.express_return * quoted.freight
    quoted.return_proceeds = services.express_resale * product.cost
    add_losses(quoted, choice, product, now, services, services.other_loss, services.direct_returns, 0.0, quality)
    return quoted


def mail(choice: Row, product: Row, now: Conditions, parameters: Scenario) -> Row:
    """Parcels of many sellers fly together once there are enough; the last mile is local post."""
    quoted, services = Row(**dict.fromkeys(FIELDS, 0.0)), parameters.services
    lane = choice.hub, choice.destination
    tariff = choice.provider, now.region[choice.destination]
    per_kilogram = services.mail_per_kg * now.lanes.air_zone[lane]
    per_parcel = both_ends(services.mail_base, services.mail_tour_share, "platforms", choice, now)
    quoted.freight = (per_parcel + per_kilogram * product.weight) * now.rate_cards["platforms"].factor[tariff]
    busy, quality = now.rate_cards["platforms"].delay[tariff], now.rate_cards["platforms"].quality[choice.provider]
    posted_a_day = now.posted[choice.provider, choice.origin, choice.destination] / DAYS_A_WEEK
    departs_every = services.mail_longest_headway
    if posted_a_day > 0:
        departs_every = min(departs_every, services.mail_batch / posted_a_day)
        departs_every = max(departs_every, services.mail_shortest_headway)
    in_hubs = now.lanes.air_hub_days[lane]
    sorting = services.mail_handling_days * busy / now.domestic[choice.origin]
    own_spread, air_spread = services.mail_days_spread * busy, now.lanes.air_days_sd[lane]
    cross_border(
        quoted, choice, now, services, services.mail_clearance_fee, quality,
        before=sorting + departs_every / 2.0 + in_hubs,
        between=now.lanes.air_days[lane] - in_hubs,
        after=services.mail_door_days * busy / now.domestic[choice.destination],
        spread=math.sqrt(own_spread**2 + air_spread**2))
    quoted.after_sales_quality = quality - services.distant_care
    quoted.return_handling = services.disposal_cost
    add_losses(quoted, choice, product, now, services, services.mail_loss, services.direct_returns, 0.0, quality)
    return quoted


def platform_warehouse(choice: Row, product: Row, now: Conditions, parameters: Scenario) -> Row:
    """Bulk into a platform's warehouse abroad; storing, picking and delivering at its tariff."""
    quoted, services = Row(**dict.fromkeys(FIELDS, 0.0)), parameters.services
    tariff = choice.provider, now.region[choice.destination]
    factor, quality = now.rate_cards["platforms"].factor[tariff], now.rate_cards["platforms"].quality[choice.provider]
    channel = TRUSTED if now.trusted[choice.provider] else STANDARD
    send_bulk(quoted, choice, product, now, services, channel, now.rate_cards["platforms"].delay[tariff], quality)
    quoted.freight = services.consolidation_per_kg * product.weight * factor
    to_the_door = last_mile(choice, product, now, services)
    density = now.rate_cards["platforms"].delivery[choice.provider, choice.destination]
    driving = to_the_door * services.last_mile_tour_share
    picking = services.pick_cost * of_firm("handling", choice, now)
    quoted.handling = factor * (
        picking + services.label_cost + to_the_door - driving + driving * density)
    keep_stock(quoted, choice, product, now, parameters, services.storage * factor)
    quoted.fixed = quoted.consignment
    quoted.after_sales_quality = quality
    quoted.return_handling = factor * take_back(to_the_door, services)
    add_losses(
        quoted, choice, product, now, services, services.other_loss, services.stocked_returns, services.resale, quality)
    return quoted


def own_warehouse(choice: Row, product: Row, now: Conditions, parameters: Scenario) -> Row:
    """Bulk into the seller's own warehouse abroad: dear to keep, cheap to use, cheaper with practice."""
    quoted, services = Row(**dict.fromkeys(FIELDS, 0.0)), parameters.services
    staff = now.staffing[choice.seller]
    quality = brokerage_quality(choice, now, services)
    send_bulk(quoted, choice, product, now, services, own_channel(choice, now), 1.0, quality)
    to_the_door = last_mile(choice, product, now, services)
    picking = services.own_handling * services.pick_cost * handling(choice, now, services)
    quoted.handling = picking + services.label_cost + to_the_door
    shelf = keep_stock(quoted, choice, product, now, parameters, services.own_storage * services.storage)
    spare = max(services.own_space - shelf * product.volumetric / services.volumetric_density, 0.0)
    let = services.own_letting * services.storage * spare
    quoted.fixed = quoted.consignment + services.own_fixed - let
    quoted.after_sales_quality = min(quality + staff * services.own_care, 1.0)
    quoted.return_handling = take_back(to_the_door, services)
    add_losses(
        quoted, choice, product, now, services, services.other_loss, services.stocked_returns, services.resale, quality)
    return quoted


def brokerage_quality(choice: Row, now: Conditions, parameters: ServiceParameters) -> float:
    """Quality of the carrier or platform; of a firm that does it all itself, as far as it has staff."""
    if choice.service == OWN_WAREHOUSE:
        return now.staffing[choice.seller] * parameters.own_quality
    kind = "carriers" if choice.service == EXPRESS else "platforms"
    return now.rate_cards[kind].quality[choice.provider]


def handling(choice: Row, now: Conditions, parameters: ServiceParameters) -> float:
    """Factor on picking and packing: an own warehouse learns with every doubling."""
    learned = 1.0
    if choice.service == OWN_WAREHOUSE:
        doublings = math.log2(1.0 + choice.handled / parameters.own_learning_start)
        learned = parameters.own_learning**doublings
    return learned * of_firm("handling", choice, now)


def factors_of(choice: Row, now: Conditions, parameters: Scenario) -> Row:
    """Everything that effects and the way of serving a market do to it."""
    services, quality = parameters.services, brokerage_quality(choice, now, parameters.services)
    plain = "collection", "inspection", "returns", "forecast_error"
    return Row(
        handling=handling(choice, now, services), documents=documents(choice, now, services, quality),
        transit_sd=unsure(choice, now, services, quality), loss=losing(choice, now, services, quality),
        stock_losses=usual_losses(choice, now, parameters.stock),
        expiry=disorder(choice, now, parameters.stock),
        **{name: of_firm(name, choice, now) for name in plain})


def own_channel(choice: Row, now: Conditions) -> int:
    """Customs channel of a seller's own bulk: sellers that customs trusts have their own."""
    return TRUSTED if now.trusted_firms[choice.seller] else STANDARD


def both_ends(cost: float, share: float, kind: str, choice: Row, now: Conditions) -> float:
    """A cost per parcel of which a share is driving, half to pick up and half to deliver."""
    rate_cards = now.rate_cards[kind]
    pick_up = rate_cards.collection[choice.provider, choice.hub] * of_firm("collection", choice, now)
    deliver = rate_cards.delivery[choice.provider, choice.destination]
    driving = cost * share
    return cost - driving + driving * (pick_up + deliver) / 2.0


def parcel_taxes(law: Law, choice: Row) -> tuple[float, float, float, bool, bool]:
    """Duty (a factor and USD) and VAT (a factor) on a direct parcel; whether it is of low value, and
    whether anything is due at the border.

    Cheap parcels are free of duty; where a flat duty is in force, somewhat dearer ones owe that
    instead of the tariff, and are treated as of low value too. Sellers collect the VAT, and a flat
    duty, of parcels up to a ceiling. What counts at the border is the declared value; VAT at the
    sale is on what the buyer pays.
    """
    inside = law.union[choice.origin, choice.destination]
    declared = choice.declared * choice.price
    at_sale = inside or declared <= law.sale_ceiling[choice.destination]
    flat = law.flat_duty[choice.destination, choice.category]
    rate, fixed, low_value, at_border = 0.0, 0.0, True, False
    if declared > law.duty_threshold[choice.destination]:
        if flat > 0.0 and declared <= law.flat_ceiling and not inside:
            fixed, at_border = flat, not at_sale
        else:
            rate = law.tariff[choice.origin, choice.destination, choice.category] * choice.declared
            low_value, at_border = False, not inside
    vat = 0.0
    if at_sale or declared > law.tax_threshold[choice.destination]:
        vat = law.vat[choice.destination] * (1.0 if at_sale else choice.declared)
        at_border = at_border or (not at_sale and vat > 0.0)
    return rate, fixed, vat, low_value, at_border


def border(
    quoted: Row, choice: Row, now: Conditions, parameters: ServiceParameters, channel: int, quality: float
) -> tuple[float, float]:
    """Days at the border are noted; gives the work of documents and the spread of days there."""
    document_factor = now.documents[choice.origin, choice.destination]
    document_factor *= documents(choice, now, parameters, quality)
    if now.law.union[choice.origin, choice.destination]:
        return document_factor, 0.0
    place = choice.destination, channel
    quoted.hold_days = now.border.hold_days[place]
    quoted.border_days = (
        quoted.hold_days + document_factor * now.border.document_days[place] + now.border.inspection_days[place])
    return document_factor, now.border.days_sd[place]


def documents(choice: Row, now: Conditions, parameters: ServiceParameters, quality: float) -> float:
    """A good broker needs less for the same documents."""
    broker = math.exp(parameters.broker_effect * (parameters.broker_norm - quality))
    return broker * of_firm("documents", choice, now)


def blindness(choice: Row, now: Conditions, effect: float, quality: float, norm: float) -> float:
    """How much worse than usual, or better, a way is seen: the level is the mean of three."""
    level = (now.digital[choice.origin] + now.digital[choice.destination] + quality) / 3.0
    return math.exp(effect * (norm - level))


def unsure(choice: Row, now: Conditions, parameters: ServiceParameters, quality: float) -> float:
    """Factor on the spread of days under way."""
    seen = blindness(choice, now, parameters.visibility_spread, quality, parameters.visibility_norm)
    return seen * of_firm("transit_sd", choice, now)


def losing(choice: Row, now: Conditions, parameters: ServiceParameters, quality: float) -> float:
    """Factor on the share of parcels lost."""
    seen = blindness(choice, now, parameters.visibility_loss, quality, parameters.visibility_norm)
    return seen * of_firm("loss", choice, now)


def cross_border(
    quoted: Row, choice: Row, now: Conditions, parameters: ServiceParameters, fee: float, quality: float,
    before: float, between: float, after: float, spread: float,
) -> None:
    """Taxes, brokerage and days of a direct parcel; inside a union there is no border."""
    quoted.direct_duty, quoted.flat_duty, quoted.vat, low_value, at_border = parcel_taxes(now.law, choice)
    channel = LOW_VALUE if low_value else STANDARD
    document_factor, waiting_spread = border(quoted, choice, now, parameters, channel, quality)
    if at_border:
        quoted.clearance = fee * document_factor
    quoted.handling_days, quoted.linehaul_days, quoted.door_days = before, between, after
    quoted.days = before + between + quoted.border_days + after
    spread *= unsure(choice, now, parameters, quality)
    quoted.days_sd = math.hypot(spread, waiting_spread)


def send_bulk(
    quoted: Row, choice: Row, product: Row, now: Conditions, parameters: ServiceParameters,
    channel: int, busy: float, quality: float,
) -> None:
    """Bulk goes by the route that fits the goods' value of time, and in need by air; duty is on the
    import cost."""
    lane = product.time_class, choice.hub, choice.destination
    flight = choice.hub, choice.destination
    document_factor, _ = border(quoted, choice, now, parameters, channel, quality)
    packing = parameters.bulk_handling_days * busy / now.domestic[choice.origin]
    quoted.handling_days = packing + now.lanes.bulk_hub_days[lane]
    quoted.linehaul_days = now.lanes.bulk_days[lane] - now.lanes.bulk_hub_days[lane]
    days = quoted.handling_days + quoted.linehaul_days + quoted.border_days
    quoted.lead_weeks = days / DAYS_A_WEEK
    visibility_gap = unsure(choice, now, parameters, quality)
    spread = math.hypot(now.lanes.bulk_days_sd[lane], parameters.bulk_handling_spread * busy)
    quoted.lead_days_sd = spread * visibility_gap
    quoted.expedited_weeks = (packing + now.lanes.air_days[flight] + quoted.border_days) / DAYS_A_WEEK
    quoted.expedited_carriage = now.lanes.air_cost[flight] * product.weight
    quoted.carriage = now.lanes.bulk_cost[lane] * product.weight
    rate = now.law.tariff[choice.origin, choice.destination, choice.category]
    quoted.duty = rate * (product.cost + quoted.carriage)
    quoted.vat = now.law.vat[choice.destination]
    quoted.consignment = parameters.consignment_cost
    if not now.law.union[choice.origin, choice.destination]:
        quoted.consignment += parameters.bulk_brokerage * document_factor
    quoted.days = quoted.door_days = parameters.door_days / now.domestic[choice.destination]
    quoted.days_sd = parameters.door_days_spread * visibility_gap


def last_mile(choice: Row, product: Row, now: Conditions, parameters: ServiceParameters) -> float:
    """Delivery inside the country, USD a parcel, dearer where the infrastructure is poor."""
    cost = parameters.last_mile_base + parameters.last_mile_per_kg * product.weight
    return cost / now.domestic[choice.destination]


def take_back(to_the_door: float, parameters: ServiceParameters) -> float:
    """Fetching a return; a part gets a new label, the rest is disposed of."""
    fetched = parameters.return_cost * (parameters.pick_cost + to_the_door)
    return fetched + parameters.resale * parameters.label_cost + (1.0 - parameters.resale) * parameters.disposal_cost


def keep_stock(
    quoted: Row, choice: Row, product: Row, now: Conditions, parameters: Scenario,
    rent_per_cubic_metre: float,
) -> float:
    """Rent, capital and wear of the stock that stands behind a parcel sold; gives the parcels in it."""
    stock = parameters.stock
    cubic_metres = product.volumetric / parameters.services.volumetric_density
    quoted.rent = rent_per_cubic_metre * cubic_metres
    volume = max(choice.volume, 1.0)
    losses = kept(choice, quoted.lead_weeks, now, stock)
    weekly, _, on_the_shelf = plan(
        product.cost, choice.price - product.cost, quoted.rent, losses, volume, quoted.lead_weeks, stock)
    under_way = quoted.lead_weeks * product.cost * stock.capital_cost / WEEKS_A_YEAR
    quoted.storage = on_the_shelf / volume * weekly + under_way
    return on_the_shelf


def add_losses(
    quoted: Row, choice: Row, product: Row, now: Conditions, parameters: ServiceParameters,
    lost: float, returns: float, resold: float, quality: float,
) -> None:
    """Of the parcels that are not lost some come back; they are handled, and perhaps sold again."""
    quoted.lost = 1.0 - (1.0 - lost) ** losing(choice, now, parameters, quality)
    unwanted = returns * now.return_rate[choice.category]
    sent_back = 1.0 - (1.0 - unwanted) ** of_firm("returns", choice, now)
    quoted.returned = (1.0 - quoted.lost) * sent_back
    saved = resold * product.cost + quoted.return_proceeds
    quoted.losses = quoted.returned * (quoted.return_handling - saved)


def logistics(quoted: Row) -> float:
    """What moving and keeping a parcel costs the seller, without duty."""
    return (
        quoted.carriage + quoted.freight + quoted.handling + quoted.storage + quoted.clearance
        + quoted.losses)


def at_the_door(quoted: Row, price: float) -> float:
    """What the buyer pays in all: the seller's price, duty, and VAT on both."""
    with_duty = price + quoted.direct_duty * price + quoted.flat_duty
    return with_duty + quoted.vat * with_duty
