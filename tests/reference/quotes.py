"""What one way of serving one market costs, how long it takes and what is lost.

`quote` prices a choice (seller, hub, origin, destination, category, service, provider, volume,
price) for a product (weight, volumetric weight, value, cost, time class).
"""

from __future__ import annotations

import math

from scipy.special import ndtri

from ecosystem.markets.duties import Law
from ecosystem.markets.quotes import Conditions
from ecosystem.scenario.names import LOW_VALUE, STANDARD, TRUSTED
from ecosystem.scenario.scenario import Scenario
from ecosystem.scenario.services import ServiceParameters
from tests.reference.recording import Row

MONEY = (
    "carriage", "freight", "surcharge", "handling", "storage", "duty", "clearance", "losses",
    "rent", "fixed", "flat_duty")
FACTORS = "vat", "direct_duty"
TIMES = (
    "days", "days_sd", "handling_days", "linehaul_days", "border_days", "door_days", "hall_days",
    "lead_weeks", "lead_days_sd")
REST = "lost", "care"
FIELDS = MONEY + FACTORS + TIMES + REST
DAYS_A_WEEK = 7.0
WEEKS_A_YEAR = 52.0


def quote(choice: Row, product: Row, now: Conditions, scenario: Scenario) -> Row:
    """The quote of the choice's service; a seller short of staff is late."""
    by_service = express, mail, platform_warehouse, own_warehouse
    offer = by_service[choice.service](choice, product, now, scenario.services)
    offer.days += scenario.services.staff_shortage_days * (1.0 - now.staffing[choice.seller])
    return offer


def express(choice: Row, product: Row, now: Conditions, rules: ServiceParameters) -> Row:
    """Each parcel alone, by zone tariff and the larger of weight and volumetric weight."""
    offer = Row(**dict.fromkeys(FIELDS, 0.0))
    lane = choice.origin, choice.destination
    tariff = choice.provider, now.region[choice.destination]
    kilograms = max(product.weight, product.volumetric)
    list_price = (
        rules.express_base * now.lanes.express_zone_base[lane]
        + rules.express_per_kg * now.lanes.express_zone_kg[lane] * kilograms)
    bargained = rules.express_discount * choice.volume / (choice.volume + rules.express_discount_volume)
    charge = list_price * (1.0 - bargained) * now.carriers.factor[tariff]
    offer.surcharge = rules.express_surcharge * charge
    offer.freight = charge + offer.surcharge
    busy = now.carriers.delay[tariff]
    cross_border(
        offer, choice, now, rules.express_clearance_fee,
        days=rules.express_days * busy + now.lanes.express_days[lane],
        spread=rules.express_days_spread * busy)
    offer.care = now.carriers.quality[choice.provider] - rules.distant_care
    add_losses(offer, choice, product, now, rules, rules.other_loss, rules.direct_returns, 0.0)
    return offer


def mail(choice: Row, product: Row, now: Conditions, rules: ServiceParameters) -> Row:
    """Parcels of many sellers fly together; the last mile is local post."""
    offer = Row(**dict.fromkeys(FIELDS, 0.0))
    lane = choice.hub, choice.destination
    tariff = choice.provider, now.region[choice.destination]
    per_kilogram = rules.mail_per_kg * now.lanes.air_zone[lane]
    offer.freight = (rules.mail_base + per_kilogram * product.weight) * now.platforms.factor[tariff]
    busy = now.platforms.delay[tariff]
    own_spread, air_spread = rules.mail_days_spread * busy, now.lanes.air_days_sd[lane]
    cross_border(
        offer, choice, now, rules.mail_clearance_fee,
        days=rules.mail_days * busy + now.lanes.air_days[lane],
        spread=math.sqrt(own_spread**2 + air_spread**2))
    offer.care = now.platforms.quality[choice.provider] - rules.distant_care
    add_losses(offer, choice, product, now, rules, rules.mail_loss, rules.direct_returns, 0.0)
    return offer


def platform_warehouse(choice: Row, product: Row, now: Conditions, rules: ServiceParameters) -> Row:
    """Bulk into a platform's warehouse abroad; storing, picking and delivering at its tariff."""
    offer = Row(**dict.fromkeys(FIELDS, 0.0))
    tariff = choice.provider, now.region[choice.destination]
    factor = now.platforms.factor[tariff]
    channel = TRUSTED if now.trusted[choice.provider] else STANDARD
    send_bulk(offer, choice, product, now, rules, channel, now.platforms.delay[tariff])
    offer.freight = rules.consolidation_per_kg * product.weight * factor
    offer.handling = (rules.pick_cost + last_mile(product, rules)) * factor
    keep_stock(offer, choice, product, now, rules, rules.storage * factor)
    offer.fixed = rules.consignment_cost
    offer.care = now.platforms.quality[choice.provider]
    add_losses(offer, choice, product, now, rules, rules.other_loss, rules.stocked_returns, rules.resale)
    return offer


def own_warehouse(choice: Row, product: Row, now: Conditions, rules: ServiceParameters) -> Row:
    """Bulk into the seller's own warehouse abroad: dear to keep, cheap to use."""
    offer = Row(**dict.fromkeys(FIELDS, 0.0))
    send_bulk(offer, choice, product, now, rules, STANDARD, 1.0)
    offer.handling = rules.own_handling * rules.pick_cost + last_mile(product, rules)
    keep_stock(offer, choice, product, now, rules, rules.own_storage * rules.storage)
    offer.fixed = rules.consignment_cost + rules.own_fixed
    offer.care = min(now.staffing[choice.seller] * (rules.own_quality + rules.own_care), 1.0)
    add_losses(offer, choice, product, now, rules, rules.other_loss, rules.stocked_returns, rules.resale)
    return offer


def parcel_taxes(law: Law, choice: Row) -> tuple[float, float, float, bool]:
    """Duty (a factor and USD) and VAT (a factor) on a direct parcel, and whether it is of low value.

    Cheap parcels are free of duty; where a flat duty is in force, somewhat dearer ones owe that
    instead of the tariff, and are treated as of low value too.
    """
    inside = law.union[choice.origin, choice.destination]
    flat = law.flat_duty[choice.destination, choice.category]
    rate, fixed, low_value = 0.0, 0.0, True
    if choice.price > law.duty_threshold[choice.destination]:
        if flat > 0.0 and choice.price <= law.flat_ceiling and not inside:
            fixed = flat
        else:
            rate, low_value = law.tariff[choice.origin, choice.destination, choice.category], False
    vat = 0.0
    if inside or choice.price > law.tax_threshold[choice.destination]:
        vat = law.vat[choice.destination]
    return rate, fixed, vat, low_value


def cross_border(
    offer: Row, choice: Row, now: Conditions, fee: float, days: float, spread: float
) -> None:
    """Taxes, brokerage and border days of a direct parcel; inside a union there is no border."""
    offer.direct_duty, offer.flat_duty, offer.vat, low_value = parcel_taxes(now.law, choice)
    offer.days, offer.days_sd = days, spread
    if now.law.union[choice.origin, choice.destination]:
        return
    if not low_value:
        offer.clearance = fee
    border = choice.destination, LOW_VALUE if low_value else STANDARD
    offer.days = days + now.border.days[border]
    offer.days_sd = math.sqrt(spread**2 + now.border.days_sd[border] ** 2)
    offer.hall_days = now.border.hall_days[border]


def send_bulk(
    offer: Row, choice: Row, product: Row, now: Conditions, rules: ServiceParameters,
    channel: int, busy: float,
) -> None:
    """Bulk goes by the route that fits the goods' value of time; duty is on the import cost."""
    lane = product.time_class, choice.hub, choice.destination
    days = now.lanes.bulk_days[lane] + rules.bulk_handling_days * busy
    if not now.law.union[choice.origin, choice.destination]:
        days += now.border.days[choice.destination, channel]
        offer.hall_days = now.border.hall_days[choice.destination, channel]
    offer.lead_weeks = days / DAYS_A_WEEK
    offer.lead_days_sd = math.hypot(now.lanes.bulk_days_sd[lane], rules.bulk_handling_spread * busy)
    offer.carriage = now.lanes.bulk_cost[lane] * product.weight
    rate = now.law.tariff[choice.origin, choice.destination, choice.category]
    offer.duty = rate * (product.cost + offer.carriage)
    offer.vat = now.law.vat[choice.destination]
    offer.days, offer.days_sd = rules.door_days, rules.door_days_spread


def last_mile(product: Row, rules: ServiceParameters) -> float:
    """Delivery inside the country, USD a parcel."""
    return rules.last_mile_base + rules.last_mile_per_kg * product.weight


def keep_stock(
    offer: Row, choice: Row, product: Row, now: Conditions, rules: ServiceParameters,
    rent_per_cubic_metre: float,
) -> None:
    """Rent, capital and wear of the stock that stands behind a parcel sold."""
    cubic_metres = product.volumetric / rules.volumetric_density
    offer.rent = rent_per_cubic_metre * cubic_metres
    weekly = weekly_holding(product.cost, offer.rent, now.obsolescence[choice.category], rules)
    z = service_factor(choice.price - product.cost, weekly)
    volume = max(choice.volume, 1.0)
    safety = z * math.sqrt(volume * articles(volume, rules) * (offer.lead_weeks + 1.0))
    on_the_shelf = 0.5 * volume + safety
    under_way = offer.lead_weeks * product.cost * rules.capital_cost / WEEKS_A_YEAR
    offer.storage = on_the_shelf / volume * weekly + under_way


def weekly_holding(
    cost: float, rent: float, obsolescence: float, rules: ServiceParameters
) -> float:
    """USD a week that one parcel in stock costs."""
    return rent + cost * rules.capital_cost / WEEKS_A_YEAR + cost * obsolescence


def service_factor(margin: float, holding: float) -> float:
    """Safety factor: run out as seldom as margin and holding call for, 50 to 99.9 % of the time."""
    margin, holding = max(margin, 1e-6), max(holding, 1e-9)
    chance = margin / (margin + holding)
    return float(ndtri(min(max(chance, 0.5), 0.999)))


def articles(volume: float, rules: ServiceParameters) -> float:
    """How many articles a listing of this volume keeps."""
    return rules.articles_scale * max(volume, 1.0) ** rules.articles_exponent


def add_losses(
    offer: Row, choice: Row, product: Row, now: Conditions, rules: ServiceParameters,
    lost: float, returns: float, resold: float,
) -> None:
    """A lost parcel is refunded; a returned one too, handled, and perhaps sold again."""
    offer.lost = lost
    sent_back = returns * now.return_rate[choice.category]
    handling = rules.return_cost * (rules.pick_cost + last_mile(product, rules))
    a_return = choice.price - resold * product.cost + handling
    offer.losses = lost * choice.price + sent_back * a_return


def logistics(offer: Row) -> float:
    """What moving and keeping a parcel costs the seller, without duty."""
    return (
        offer.carriage + offer.freight + offer.handling + offer.storage + offer.clearance
        + offer.losses)


def at_the_door(offer: Row, price: float) -> float:
    """What the buyer pays in all: the seller's price, duty, and VAT on both."""
    with_duty = price + offer.direct_duty * price + offer.flat_duty
    return with_duty + offer.vat * with_duty
