"""What one way of serving one market costs, how long it takes and what is lost.

`quote` prices a choice (seller, hub, origin, destination, category, service, provider, volume,
price) for a product (weight, volumetric weight, value, cost, time class).
"""

from __future__ import annotations

import math

from ecosystem.messages.quotes import RateCards
from ecosystem.quotes.conditions import Conditions
from ecosystem.quotes.law import Law
from ecosystem.scenario.names import LOW_VALUE, PLATFORM_WAREHOUSE, STANDARD, TRUSTED
from ecosystem.scenario.scenario import Scenario
from ecosystem.scenario.services import ServiceParameters
from tests.reference.recording import Row
from tests.reference.stocking import kept, plan

MONEY = (
    "carriage", "freight", "surcharge", "handling", "storage", "duty", "clearance", "losses",
    "rent", "fixed", "consignment", "return_handling", "return_proceeds", "flat_duty",
    "expedited_carriage")
FACTORS = "vat", "direct_duty"
TIMES = (
    "days", "days_sd", "handling_days", "linehaul_days", "border_days", "door_days", "hold_days",
    "lead_weeks", "lead_days_sd", "expedited_weeks")
REST = "lost", "after_sales_quality"
FIELDS = MONEY + FACTORS + TIMES + REST
DAYS_A_WEEK = 7.0
WEEKS_A_YEAR = 52.0


def quote(choice: Row, product: Row, now: Conditions, scenario: Scenario) -> Row:
    """The quote of the choice's service; a seller short of staff is late."""
    by_service = express, mail, platform_warehouse, own_warehouse
    quoted = by_service[choice.service](choice, product, now, scenario)
    late = scenario.services.staff_shortage_days * (1.0 - now.staffing[choice.seller])
    quoted.days += late
    if choice.service < PLATFORM_WAREHOUSE:
        quoted.handling_days += late
    else:
        quoted.door_days += late
    return quoted


def express(choice: Row, product: Row, now: Conditions, scenario: Scenario) -> Row:
    """Each parcel alone, by zone tariff and the larger of weight and volumetric weight."""
    quoted, rules = Row(**dict.fromkeys(FIELDS, 0.0)), scenario.services
    lane = choice.origin, choice.destination
    tariff = choice.provider, now.region[choice.destination]
    kilograms = max(product.weight, product.volumetric)
    per_parcel = rules.express_base * now.lanes.express_zone_base[lane]
    list_price = (
        both_ends(per_parcel, rules.express_tour_share, now.carriers, choice)
        + rules.express_per_kg * now.lanes.express_zone_kg[lane] * kilograms)
    bargained = rules.express_discount * choice.volume / (choice.volume + rules.express_discount_volume)
    charge = list_price * (1.0 - bargained) * now.carriers.factor[tariff]
    extra = rules.express_surcharge * charge
    shown = now.transparency[choice.destination]
    quoted.surcharge = extra * (1.0 - rules.express_transparency) * (1.0 - shown)
    quoted.freight = charge + extra
    busy, quality = now.carriers.delay[tariff], now.carriers.quality[choice.provider]
    cross_border(
        quoted, choice, now, rules, rules.express_clearance_fee, quality,
        before=rules.express_handling_days * busy / now.domestic[choice.origin],
        between=now.lanes.express_days[lane],
        after=rules.express_door_days * busy / now.domestic[choice.destination],
        spread=rules.express_days_spread * busy)
    quoted.after_sales_quality = quality - rules.distant_care
    quoted.return_handling = rules.express_return * quoted.freight
    quoted.return_proceeds = rules.express_resale * product.cost
    add_losses(quoted, choice, product, now, rules, rules.other_loss, rules.direct_returns, 0.0, quality)
    return quoted


def mail(choice: Row, product: Row, now: Conditions, scenario: Scenario) -> Row:
    """Parcels of many sellers fly together once there are enough; the last mile is local post."""
    quoted, rules = Row(**dict.fromkeys(FIELDS, 0.0)), scenario.services
    lane = choice.hub, choice.destination
    tariff = choice.provider, now.region[choice.destination]
    per_kilogram = rules.mail_per_kg * now.lanes.air_zone[lane]
    per_parcel = both_ends(rules.mail_base, rules.mail_tour_share, now.platforms, choice)
    quoted.freight = (per_parcel + per_kilogram * product.weight) * now.platforms.factor[tariff]
    busy, quality = now.platforms.delay[tariff], now.platforms.quality[choice.provider]
    posted_a_day = now.posted[choice.provider, choice.origin, choice.destination] / DAYS_A_WEEK
    departs_every = rules.mail_longest_headway
    if posted_a_day > 0:
        departs_every = min(departs_every, rules.mail_batch / posted_a_day)
        departs_every = max(departs_every, rules.mail_shortest_headway)
    in_hubs = now.lanes.air_hub_days[lane]
    sorting = rules.mail_handling_days * busy / now.domestic[choice.origin]
    own_spread, air_spread = rules.mail_days_spread * busy, now.lanes.air_days_sd[lane]
    cross_border(
        quoted, choice, now, rules, rules.mail_clearance_fee, quality,
        before=sorting + departs_every / 2.0 + in_hubs,
        between=now.lanes.air_days[lane] - in_hubs,
        after=rules.mail_door_days * busy / now.domestic[choice.destination],
        spread=math.sqrt(own_spread**2 + air_spread**2))
    quoted.after_sales_quality = quality - rules.distant_care
    quoted.return_handling = rules.disposal_cost
    add_losses(quoted, choice, product, now, rules, rules.mail_loss, rules.direct_returns, 0.0, quality)
    return quoted


def platform_warehouse(choice: Row, product: Row, now: Conditions, scenario: Scenario) -> Row:
    """Bulk into a platform's warehouse abroad; storing, picking and delivering at its tariff."""
    quoted, rules = Row(**dict.fromkeys(FIELDS, 0.0)), scenario.services
    tariff = choice.provider, now.region[choice.destination]
    factor, quality = now.platforms.factor[tariff], now.platforms.quality[choice.provider]
    channel = TRUSTED if now.trusted[choice.provider] else STANDARD
    send_bulk(quoted, choice, product, now, rules, channel, now.platforms.delay[tariff], quality)
    quoted.freight = rules.consolidation_per_kg * product.weight * factor
    to_the_door = last_mile(choice, product, now, rules)
    density = now.platforms.delivery[choice.provider, choice.destination]
    driving = to_the_door * rules.last_mile_tour_share
    quoted.handling = factor * (
        rules.pick_cost + rules.label_cost + to_the_door - driving + driving * density)
    keep_stock(quoted, choice, product, now, scenario, rules.storage * factor)
    quoted.fixed = quoted.consignment
    quoted.after_sales_quality = quality
    quoted.return_handling = factor * take_back(to_the_door, rules)
    add_losses(
        quoted, choice, product, now, rules, rules.other_loss, rules.stocked_returns, rules.resale, quality)
    return quoted


def own_warehouse(choice: Row, product: Row, now: Conditions, scenario: Scenario) -> Row:
    """Bulk into the seller's own warehouse abroad: dear to keep, cheap to use, cheaper with practice."""
    quoted, rules = Row(**dict.fromkeys(FIELDS, 0.0)), scenario.services
    staff = now.staffing[choice.seller]
    quality = staff * rules.own_quality
    send_bulk(quoted, choice, product, now, rules, own_channel(choice, now), 1.0, quality)
    to_the_door = last_mile(choice, product, now, rules)
    doublings = math.log2(1.0 + choice.handled / rules.own_learning_start)
    picking = rules.own_handling * rules.pick_cost * rules.own_learning**doublings
    quoted.handling = picking + rules.label_cost + to_the_door
    shelf = keep_stock(quoted, choice, product, now, scenario, rules.own_storage * rules.storage)
    spare = max(rules.own_space - shelf * product.volumetric / rules.volumetric_density, 0.0)
    let = rules.own_letting * rules.storage * spare
    quoted.fixed = quoted.consignment + rules.own_fixed - let
    quoted.after_sales_quality = min(quality + staff * rules.own_care, 1.0)
    quoted.return_handling = take_back(to_the_door, rules)
    add_losses(
        quoted, choice, product, now, rules, rules.other_loss, rules.stocked_returns, rules.resale, quality)
    return quoted


def own_channel(choice: Row, now: Conditions) -> int:
    """Customs channel of a seller's own bulk: sellers that customs trusts have their own."""
    return TRUSTED if now.trusted_firms[choice.seller] else STANDARD


def both_ends(cost: float, share: float, rate_cards: RateCards, choice: Row) -> float:
    """A cost per parcel of which a share is driving, half to pick up and half to deliver."""
    pick_up = rate_cards.collection[choice.provider, choice.hub]
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
    quoted: Row, choice: Row, now: Conditions, rules: ServiceParameters, channel: int, quality: float
) -> tuple[float, float]:
    """Days at the border are noted; gives the work of documents and the spread of days there."""
    document_factor = now.documents[choice.origin, choice.destination]
    document_factor *= math.exp(rules.broker_effect * (rules.broker_norm - quality))
    if now.law.union[choice.origin, choice.destination]:
        return document_factor, 0.0
    place = choice.destination, channel
    quoted.hold_days = now.border.hold_days[place]
    quoted.border_days = (
        quoted.hold_days + document_factor * now.border.document_days[place] + now.border.inspection_days[place])
    return document_factor, now.border.days_sd[place]


def blindness(choice: Row, now: Conditions, effect: float, quality: float, norm: float) -> float:
    """How much worse than usual, or better, a way is seen: the level is the mean of three."""
    level = (now.digital[choice.origin] + now.digital[choice.destination] + quality) / 3.0
    return math.exp(effect * (norm - level))


def cross_border(
    quoted: Row, choice: Row, now: Conditions, rules: ServiceParameters, fee: float, quality: float,
    before: float, between: float, after: float, spread: float,
) -> None:
    """Taxes, brokerage and days of a direct parcel; inside a union there is no border."""
    quoted.direct_duty, quoted.flat_duty, quoted.vat, low_value, at_border = parcel_taxes(now.law, choice)
    channel = LOW_VALUE if low_value else STANDARD
    document_factor, waiting_spread = border(quoted, choice, now, rules, channel, quality)
    if at_border:
        quoted.clearance = fee * document_factor
    quoted.handling_days, quoted.linehaul_days, quoted.door_days = before, between, after
    quoted.days = before + between + quoted.border_days + after
    spread *= blindness(choice, now, rules.visibility_spread, quality, rules.visibility_norm)
    quoted.days_sd = math.hypot(spread, waiting_spread)


def send_bulk(
    quoted: Row, choice: Row, product: Row, now: Conditions, rules: ServiceParameters,
    channel: int, busy: float, quality: float,
) -> None:
    """Bulk goes by the route that fits the goods' value of time, and in need by air; duty is on the
    import cost."""
    lane = product.time_class, choice.hub, choice.destination
    flight = choice.hub, choice.destination
    document_factor, _ = border(quoted, choice, now, rules, channel, quality)
    packing = rules.bulk_handling_days * busy / now.domestic[choice.origin]
    quoted.handling_days = packing + now.lanes.bulk_hub_days[lane]
    quoted.linehaul_days = now.lanes.bulk_days[lane] - now.lanes.bulk_hub_days[lane]
    days = quoted.handling_days + quoted.linehaul_days + quoted.border_days
    quoted.lead_weeks = days / DAYS_A_WEEK
    visibility_gap = blindness(choice, now, rules.visibility_spread, quality, rules.visibility_norm)
    spread = math.hypot(now.lanes.bulk_days_sd[lane], rules.bulk_handling_spread * busy)
    quoted.lead_days_sd = spread * visibility_gap
    quoted.expedited_weeks = (packing + now.lanes.air_days[flight] + quoted.border_days) / DAYS_A_WEEK
    quoted.expedited_carriage = now.lanes.air_cost[flight] * product.weight
    quoted.carriage = now.lanes.bulk_cost[lane] * product.weight
    rate = now.law.tariff[choice.origin, choice.destination, choice.category]
    quoted.duty = rate * (product.cost + quoted.carriage)
    quoted.vat = now.law.vat[choice.destination]
    quoted.consignment = rules.consignment_cost
    if not now.law.union[choice.origin, choice.destination]:
        quoted.consignment += rules.bulk_brokerage * document_factor
    quoted.days = quoted.door_days = rules.door_days / now.domestic[choice.destination]
    quoted.days_sd = rules.door_days_spread * visibility_gap


def last_mile(choice: Row, product: Row, now: Conditions, rules: ServiceParameters) -> float:
    """Delivery inside the country, USD a parcel, dearer where the infrastructure is poor."""
    cost = rules.last_mile_base + rules.last_mile_per_kg * product.weight
    return cost / now.domestic[choice.destination]


def take_back(to_the_door: float, rules: ServiceParameters) -> float:
    """Fetching a return; a part gets a new label, the rest is disposed of."""
    fetched = rules.return_cost * (rules.pick_cost + to_the_door)
    return fetched + rules.resale * rules.label_cost + (1.0 - rules.resale) * rules.disposal_cost


def keep_stock(
    quoted: Row, choice: Row, product: Row, now: Conditions, scenario: Scenario,
    rent_per_cubic_metre: float,
) -> float:
    """Rent, capital and wear of the stock that stands behind a parcel sold; gives the parcels in it."""
    rules = scenario.stock
    cubic_metres = product.volumetric / scenario.services.volumetric_density
    quoted.rent = rent_per_cubic_metre * cubic_metres
    volume = max(choice.volume, 1.0)
    losses = kept(choice, quoted.lead_weeks, now, rules)
    weekly, _, on_the_shelf = plan(
        product.cost, choice.price - product.cost, quoted.rent, losses, volume, quoted.lead_weeks, rules)
    under_way = quoted.lead_weeks * product.cost * rules.capital_cost / WEEKS_A_YEAR
    quoted.storage = on_the_shelf / volume * weekly + under_way
    return on_the_shelf


def add_losses(
    quoted: Row, choice: Row, product: Row, now: Conditions, rules: ServiceParameters,
    lost: float, returns: float, resold: float, quality: float,
) -> None:
    """A lost parcel is refunded; a returned one too, handled, and perhaps sold again."""
    visibility_gap = blindness(choice, now, rules.visibility_loss, quality, rules.visibility_norm)
    quoted.lost = lost * visibility_gap
    sent_back = returns * now.return_rate[choice.category]
    saved = resold * product.cost + quoted.return_proceeds
    a_return = choice.price - saved + quoted.return_handling
    quoted.losses = quoted.lost * choice.price + sent_back * a_return


def logistics(quoted: Row) -> float:
    """What moving and keeping a parcel costs the seller, without duty."""
    return (
        quoted.carriage + quoted.freight + quoted.handling + quoted.storage + quoted.clearance
        + quoted.losses)


def at_the_door(quoted: Row, price: float) -> float:
    """What the buyer pays in all: the seller's price, duty, and VAT on both."""
    with_duty = price + quoted.direct_duty * price + quoted.flat_duty
    return with_duty + quoted.vat * with_duty
