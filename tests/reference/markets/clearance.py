"""A week at every border: announced entries, the queue at each counter, and who gets through."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from scipy.optimize import brentq
from scipy.special import gammaincc

from ecosystem.core.draws import WeekDraws
from ecosystem.quotes.law import Law
from ecosystem.scenario.names import (
    LOW_VALUE,
    OWN_WAREHOUSE,
    PLATFORM_WAREHOUSE,
    STANDARD,
    TRUSTED,
)
from ecosystem.scenario.parameters.customs import CustomsParameters
from tests.reference.agents.customs import (
    CHANNELS,
    DAYS_A_WEEK,
    accuracy,
    chances,
    document_days,
    document_hours,
    inspected_share,
    inspection_days,
    opening_hours,
    service_hours,
)
from tests.reference.core.counts import binomial_count, split
from tests.reference.decisions.declarations import declared_part, evaded_tax
from tests.reference.markets.freight import arrival_shares, border_free_days, lead_days
from tests.reference.recording import Row


def entry(
    listing: Row, seller: Row, law: Law, platforms: Sequence[bool], age: int,
    parameters: CustomsParameters, inspection: float = 1.0,
) -> Row:
    """Whether a border lies between, the channels of direct parcels and of bulk, tax evaded, and the
    factor of effects on inspections."""
    limit = law.duty_threshold[listing.destination]
    if law.flat_duty[listing.destination, listing.category] > 0.0:
        limit = max(limit, law.flat_ceiling)
    known = listing.service == PLATFORM_WAREHOUSE and platforms[listing.provider]
    known = known or (listing.service == OWN_WAREHOUSE and trusted(seller, age, parameters))
    declared = listing.price * declared_part(listing, parameters)
    return Row(
        border=not law.union[seller.country, listing.destination],
        direct=LOW_VALUE if declared <= limit else STANDARD,
        bulk=TRUSTED if known else STANDARD,
        evaded=evaded_tax(listing, seller.country, law, parameters), inspection=inspection)


def trusted(seller: Row, age: int, parameters: CustomsParameters) -> bool:
    """Sellers become trusted with age and size, and lose it for years by a fine."""
    if seller.fined > 0 and age < seller.fined + parameters.record_weeks:
        return False
    return age >= seller.founded + parameters.trusted_age and seller.revenue >= parameters.trusted_revenue


def announce(
    authorities: list[Row], listings: list[Row], entries: list[Row], quotes: list[Row],
    demands: list[Row], age: int,
) -> None:
    """Expected (not drawn) entries are noted under the weeks in which they should come.

    A warehouse is replenished in every week that brings demand, by one entry.
    """
    for listing, how, quoted, demand in zip(listings, entries, quotes, demands, strict=True):
        if not how.border:
            continue
        if listing.service < PLATFORM_WAREHOUSE:
            days, spread, weeks = border_free_days(quoted), quoted.days_sd, len(listing.inbound)
            channel, number = how.direct, demand.expected
        else:
            days, spread = lead_days(quoted)
            weeks = len(listing.replenishment)
            channel = how.bulk
            number = 0.0 if listing.closing else 1.0 - math.exp(-listing.forecast)
        expected = authorities[listing.destination].expected[channel]
        for ahead, share in enumerate(arrival_shares(days, spread, weeks)):
            expected[(age + ahead) % len(expected)] += share * number


def clear(
    authorities: list[Row], listings: list[Row], entries: list[Row], scale: float,
    parameters: CustomsParameters, draws: WeekDraws,
) -> list[Row]:
    """Every counter serves what was expected; what came joins what is held, and some of it may go."""
    release = []
    for authority in authorities:
        arriving = [scale * take(authority.expected[channel], draws.age) for channel in CHANNELS]
        release.append(serve(authority, arriving, parameters))
    for listing in listings:
        direct, bulk = take(listing.inbound, draws.age), take(listing.replenishment, draws.age)
        listing.held += direct
        listing.held_bulk += bulk
        listing.held_entries += 1 if bulk > 0 else 0
    looks = targeted(authorities, listings, entries, parameters)
    cleared = []
    for listing, how, look in zip(listings, entries, looks, strict=True):
        place = listing.destination
        cleared.append(
            let_go(listing, how, authorities[place], release[place], look, parameters, draws))
    for authority, held in zip(authorities, in_channels(authorities, listings, entries), strict=True):
        authority.held = [scale * number for number in held]
        for name, of_week in (("inspections", authority.seen), ("recovered", authority.due)):
            old = getattr(authority, name)
            setattr(authority, name, old + parameters.workload_smoothing * (of_week - old))
    return cleared


def targeted(
    authorities: list[Row], listings: list[Row], entries: list[Row], parameters: CustomsParameters
) -> list[tuple[float, ...]]:
    """Chances that each listing's direct parcels, and its bulk, are inspected.

    An authority knows how many of the parcels in its hall evade tax, hits those more often than by
    chance, and averages that part over the weeks.
    """
    present = [[[0.0, 0.0] for _ in CHANNELS] for _ in authorities]
    for listing, how in zip(listings, entries, strict=True):
        if how.border:
            cell = present[listing.destination][how.direct]
            cell[0] += listing.held
            cell[1] += listing.held if how.evaded > 0.0 else 0
    looks = []
    for authority, channels in zip(authorities, present, strict=True):
        authority.seen = authority.due = 0.0
        looks.append([])
        for channel, (number, evading) in zip(CHANNELS, channels, strict=True):
            risky = evading / number if number > 0 else authority.risky[channel]
            share = inspected_share(authority, channel, parameters)
            looks[-1].append(chances(share, risky, accuracy(authority, parameters)))
            authority.risky[channel] += parameters.workload_smoothing * (risky - authority.risky[channel])
    result = []
    for listing, how in zip(listings, entries, strict=True):
        authority = authorities[listing.destination]
        risky, other = looks[listing.destination][how.direct]
        direct = min((risky if how.evaded > 0.0 else other) * how.inspection, 1.0)
        bulk = min(inspected_share(authority, how.bulk, parameters) * how.inspection, 1.0)
        result.append((direct, bulk) if how.border else (0.0, 0.0))
    return result


def take(ring: list[Any], age: int) -> Any:
    """Empty the place of this week."""
    arrived = ring[age % len(ring)]
    ring[age % len(ring)] = 0
    return arrived


def in_channels(
    authorities: list[Row], listings: list[Row], entries: list[Row]
) -> list[list[float]]:
    """Entries held at each border by channel: each direct parcel is one, each consignment is one."""
    number = [[0.0] * len(CHANNELS) for _ in authorities]
    for listing, how in zip(listings, entries, strict=True):
        if how.border:
            number[listing.destination][how.direct] += listing.held
            number[listing.destination][how.bulk] += listing.held_entries
    return number


def serve(authority: Row, arriving: list[float], parameters: CustomsParameters) -> list[float]:
    """Solve the queue and renew what the authority knows; gives the share let go by channel."""
    visit = parameters.inspection_minutes / 60.0
    looked_at = [inspected_share(authority, channel, parameters) for channel in CHANNELS]
    service = [service_hours(authority, channel, parameters) for channel in CHANNELS]
    second = []
    for channel, share in zip(CHANNELS, looked_at, strict=True):
        document_factor = document_hours(authority, channel, parameters)
        # Exponential within a kind of entry: the second moment is twice the squared mean.
        second.append(2.0 * ((1.0 - share) * document_factor**2 + share * (document_factor + visit) ** 2))
    customers = [old + new for old, new in zip(authority.backlog, arriving, strict=True)]
    hours = opening_hours(authority, parameters)
    posts = authority.officers * authority.officer_factor / authority.post
    week = queue(customers, service, second, posts, authority.post, hours)
    week.wait = [min(wait, parameters.longest_wait * parameters.work_hours) for wait in week.wait]
    authority.backlog = [
        number * (1.0 - share) for number, share in zip(customers, week.release, strict=True)]
    work = sum(new * time for new, time in zip(arriving, service, strict=True))
    authority.workload += parameters.workload_smoothing * (work - authority.workload)
    report(authority, week, looked_at, hours, parameters)
    return week.release


def report(
    authority: Row, week: Row, looked_at: list[float], hours: float, parameters: CustomsParameters
) -> None:
    """Days at the border by channel: wait of two weeks' mean, documents, inspection, detention."""
    calendar = DAYS_A_WEEK / parameters.work_hours
    detention = parameters.detention_weeks * DAYS_A_WEEK
    visit = inspection_days(authority, parameters)
    for channel in CHANNELS:
        before, wait, looked = authority.wait[channel], week.wait[channel], looked_at[channel]
        document_factor, detained = document_days(authority, channel, parameters), looked * parameters.detention_share
        waiting = max(week.waiting, 2.2250738585072014e-308)
        turnover = 1.0 + wait / (2.0 * hours * week.idle[channel])
        variance = wait * (wait / waiting) * (2.0 - waiting) / turnover + (wait - before) ** 2 / 12.0
        variance *= calendar**2
        variance += (parameters.document_spread * document_factor) ** 2
        variance += looked * (1.0 - looked) * visit**2 + detained * detention**2
        authority.hold_days[channel] = 0.5 * (before + wait) * calendar + detained * detention
        authority.days[channel] = authority.hold_days[channel] + document_factor + looked * visit
        authority.days_sd[channel] = math.sqrt(variance)
        authority.wait[channel] = wait


def erlang_c(load: float, servers: float) -> float:
    """Chance that all servers are busy (Erlang 1917), for real numbers of servers."""
    if load == 0.0:
        return 0.0
    blocked = math.exp(servers * math.log(load) - load - math.lgamma(servers + 1.0))
    blocked /= float(gammaincc(servers + 1.0, load))
    return blocked / (1.0 - load / servers * (1.0 - blocked))


def queue(
    customers: list[float], service: list[float], second: list[float], stations: float,
    servers: float, hours: float,
) -> Row:
    """One week of a station with priorities, customers counted in mean services.

    Done in the week, in service, and waiting add up to the customers of the week.
    """
    total = sum(customers)
    mix = [each / total if total > 0 else 1.0 / len(customers) for each in customers]
    mean = sum(part * time for part, time in zip(mix, service, strict=True))
    squared = sum(part * moment for part, moment in zip(mix, second, strict=True))
    variability = (1.0 + squared / mean**2 - 1.0) / 2.0
    work, room, done, weighed = [], [], 0.0, 0.0
    for number, time in zip(customers, service, strict=True):
        share = number * time / mean / stations
        done += share
        weighed += share * time / mean
        work.append(done)
        room.append(servers * hours / mean + servers * (weighed / done if done > 0 else 1.0))
    rho = utilisation(work[-1], room[-1], servers, variability)
    waiting = erlang_c(servers * rho, servers)
    queueing = variability * waiting
    idle, wait, release, before = [], [], [], 1.0
    for number, places, time in zip(work, room, service, strict=True):
        left_over = idle_share(number, places, queueing)
        wait.append(queueing * mean / servers / (before * left_over))
        release.append(hours / (hours + time + wait[-1]))
        idle.append(left_over)
        before = left_over
    return Row(waiting=waiting, idle=idle, wait=wait, release=release)


def utilisation(total: float, room: float, servers: float, variability: float) -> float:
    """The share of the servers' time in use at which everything adds up to ``total``."""
    def excess(logit: float) -> float:
        busy = 1.0 / (1.0 + math.exp(-logit))
        idle = 1.0 / (1.0 + math.exp(logit))
        waiting = variability * erlang_c(servers * busy, servers) * busy / idle
        return room * busy + waiting - total

    if total == 0.0:
        return 0.0
    solution = brentq(excess, -600.0, 36.0, xtol=1e-14, rtol=1e-15)
    return 1.0 / (1.0 + math.exp(-solution))


def idle_share(total: float, room: float, queueing: float) -> float:
    """delta from room (1 - delta) + queueing (1 - delta) / delta = total, a quadratic."""
    # room delta^2 + (total + queueing - room) delta - queueing = 0
    b = total + queueing - room
    root = math.sqrt(b * b + 4.0 * room * queueing)
    return (root - b) / (2.0 * room) if b <= 0.0 else 2.0 * queueing / (root + b)


def let_go(
    listing: Row, how: Row, authority: Row, release: list[float], looks: tuple[float, ...],
    parameters: CustomsParameters, draws: WeekDraws,
) -> Row:
    """Draw who leaves the hall, and of those who is looked at, detained or seized."""
    who = listing.firm, listing.destination
    chance = release[how.direct] if how.border else 1.0
    uniform = float(draws.uniform("release of parcels", *who))
    released = binomial_count(uniform, listing.held, chance)
    listing.held -= released
    authority.seen += released * looks[0]
    authority.due += released * looks[0] * parameters.penalty * how.evaded
    inspected = binomial_count(float(draws.uniform("inspection", *who)), released, looks[0])
    seized, detained, passed = split(draws, "finding", inspected, findings(parameters), *who)
    uniform = float(draws.uniform("end of detention", *who))
    freed = binomial_count(uniform, listing.detained, 1.0 / parameters.detention_weeks)
    listing.detained += detained - freed
    bulk = let_bulk_go(listing, how, release, looks[1], parameters, draws)
    return Row(
        direct=released - inspected + passed + freed, bulk=bulk.released, entries=bulk.entries,
        inspected=inspected + bulk.inspected, detained=detained + bulk.detained,
        seized=seized + bulk.seized, direct_inspected=inspected, direct_detained=detained,
        direct_seized=seized)


def findings(parameters: CustomsParameters) -> list[float]:
    """Chances that what is inspected is seized, detained, or passes."""
    kept, gone = parameters.detention_share, parameters.seizure_share
    return [gone, kept, 1.0 - gone - kept]


def let_bulk_go(
    listing: Row, how: Row, release: list[float], look: float, parameters: CustomsParameters,
    draws: WeekDraws,
) -> Row:
    """Consignments go, are looked at and detained as a whole, with the parcels that are in them."""
    who = listing.firm, listing.destination
    uniform = float(draws.uniform("end of detention of bulk", *who))
    freed = binomial_count(uniform, listing.detained_entries, 1.0 / parameters.detention_weeks)
    (back,) = unpack(listing.detained_bulk, listing.detained_entries, [freed])
    chance = release[how.bulk] if how.border else 1.0
    uniform = float(draws.uniform("release of bulk", *who))
    leaving = binomial_count(uniform, listing.held_entries, chance)
    uniform = float(draws.uniform("inspection of bulk", *who))
    opened = binomial_count(uniform, leaving, look)
    parts = split(draws, "finding in bulk", opened, findings(parameters), *who)
    seized, detained, passed, unseen = unpack(
        listing.held_bulk, listing.held_entries, [*parts, leaving - opened])
    listing.held_entries -= leaving
    listing.held_bulk -= unseen + passed + detained + seized
    listing.detained_entries += parts[1] - freed
    listing.detained_bulk += detained - back
    return Row(
        released=unseen + passed + back, entries=leaving - opened + parts[2] + freed,
        inspected=passed + detained + seized, detained=detained, seized=seized)


def unpack(parcels: int, entries: int, parts: list[int]) -> list[int]:
    """Parcels of some consignments out of several, one lot after the other."""
    opened = before = 0
    lots = []
    for number in parts:
        opened += number
        upto = parcels * opened // entries if entries > 0 else 0
        lots.append(upto - before)
        before = upto
    return lots
