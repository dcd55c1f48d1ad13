"""Parameters of freight: speed, cost, handling and spread of road, rail, sea and air."""

from __future__ import annotations

from ecosystem.scenario.parameter import ParameterGroup, parameter

_TRIAL = "trial runs against published door-to-door days and rates"
_FORWARDER = "forwarders' published transit days and rates, 2025-26"
_MEAN = "about the volume that a kg meets in trial runs, so that rates stay near the published ones"
_INDEX = "air-cargo index rates Hong Kong to North America and Europe, 2025"


class FreightParameters(ParameterGroup):
    """Lanes between hubs, handling at hubs, land borders and the value of time."""

    infrastructure_norm: float = parameter(4.0, "LPI 1-5", 1.0, 5.0, _TRIAL, "assumed", "LPI infrastructure at which roads and handling run at their normal speed")
    infrastructure_low: float = parameter(0.5, "-", 0.1, 1.0, _TRIAL, "assumed", "Lowest speed factor of poor infrastructure")
    infrastructure_high: float = parameter(1.1, "-", 1.0, 2.0, _TRIAL, "assumed", "Highest speed factor of good infrastructure")
    automation_days: float = parameter(0.1, "-", 0.0, 3.0, "automated terminals are steadier, but not always faster (Chu et al. 2018)", "assumed", "Fall of the logarithm of handling days from no to full automation of a hub; none at the mean hub")
    automation_cost: float = parameter(0.25, "-", 0.0, 3.0, "operating cost of automated terminals 15-35 % lower (Chu et al. 2018)", "estimated", "Fall of the logarithm of handling cost from no to full automation of a hub; none at the mean hub")
    information_days: float = parameter(0.2, "-", 0.0, 3.0, "no study by level found", "assumed", "Fall of the logarithm of handling days from no to full information at a hub; none at the mean hub")

    road_detour: float = parameter(1.25, "-", 1.0, 3.0, "mean circuity of road networks (Ballou et al. 2002)", "estimated", "Road length over the great circle")
    road_speed: float = parameter(600.0, "km/day", 50, 2_000, _TRIAL, "assumed", "Speed of lorries at normal infrastructure, with rests")
    road_cost: float = parameter(0.00015, "USD/kg/km", 0.0, 0.01, _TRIAL, "assumed", "Cost of carrying by lorry")
    road_reach: float = parameter(1_500.0, "km", 0, 20_000, _TRIAL, "assumed", "Longest great circle that lorries run between neighbouring countries")
    road_handling_days: float = parameter(0.5, "days", 0.0, 30, _TRIAL, "assumed", "Loading or unloading lorries at normal infrastructure")
    road_handling_cost: float = parameter(0.03, "USD/kg", 0.0, 10, _TRIAL, "assumed", "Loading or unloading lorries")
    road_spread: float = parameter(0.15, "share of days", 0.0, 1.0, "no study found", "assumed", "Standard deviation of road days on a lane")

    rail_detour: float = parameter(1.25, "-", 1.0, 3.0, _TRIAL, "assumed", "Rail length over the great circle")
    rail_speed: float = parameter(1_000.0, "km/day", 50, 5_000, _FORWARDER, "estimated", "Speed of container trains")
    rail_cost: float = parameter(0.00007, "USD/kg/km", 0.0, 0.01, _FORWARDER, "estimated", "Cost of carrying by container train")
    rail_shortest: float = parameter(300.0, "km", 0, 20_000, _TRIAL, "assumed", "Shortest great circle of a container train")
    rail_longest: float = parameter(3_500.0, "km", 0, 20_000, _TRIAL, "assumed", "Longest great circle of a container train without a hub between")
    rail_gauge_days: float = parameter(0.7, "days", 0.0, 30, _TRIAL, "assumed", "Moving containers to another track gauge at a border")
    rail_handling_days: float = parameter(1.2, "days", 0.0, 30, _TRIAL, "assumed", "Loading or unloading trains at normal infrastructure")
    rail_handling_cost: float = parameter(0.12, "USD/kg", 0.0, 10, _TRIAL, "assumed", "Loading or unloading trains")
    rail_spread: float = parameter(0.10, "share of days", 0.0, 1.0, "no study found", "assumed", "Standard deviation of rail days on a lane")

    sea_speed: float = parameter(710.0, "km/day", 100, 2_000, "container ships at 16 knots", "estimated", "Speed of container ships")
    sea_fixed_days: float = parameter(1.0, "days", 0.0, 30, _FORWARDER, "estimated", "Days of a voyage on top of sailing: waiting for the berth and calls on the way")
    sea_fixed_cost: float = parameter(0.03, "USD/kg", 0.0, 10, _FORWARDER, "estimated", "Cost of a voyage on top of its length")
    sea_cost: float = parameter(0.000013, "USD/kg/km", 0.0, 0.01, _FORWARDER, "estimated", "Cost of carrying by sea")
    sea_handling_days: float = parameter(3.0, "days", 0.0, 30, _TRIAL, "assumed", "Days in a port at normal infrastructure before the part every port saves")
    sea_handling_saved_days: float = parameter(0.5, "days", 0.0, 1.0, _TRIAL, "assumed", "Days taken off the days in a port whatever its infrastructure")
    sea_handling_cost: float = parameter(0.10, "USD/kg", 0.0, 10, _TRIAL, "assumed", "Handling in a port")
    sea_spread: float = parameter(0.12, "share of days", 0.0, 1.0, "no study found", "assumed", "Standard deviation of sea days on a lane")

    air_fixed_days: float = parameter(0.3, "days", 0.0, 30, _TRIAL, "assumed", "Days of a flight on top of its length")
    air_speed: float = parameter(9_000.0, "km/day", 500, 25_000, _TRIAL, "assumed", "Speed of air freight with stops")
    air_fixed_cost: float = parameter(0.10, "USD/kg", 0.0, 50, _INDEX, "estimated", "Cost of a flight on top of its length")
    air_cost: float = parameter(0.0004, "USD/kg/km", 0.0, 0.1, _INDEX, "estimated", "Cost of carrying by air")
    air_shortest: float = parameter(400.0, "km", 0, 20_000, _TRIAL, "assumed", "Shortest great circle that freight flies")
    air_longest: float = parameter(13_500.0, "km", 5_000, 20_100, "range of long-haul freighters with a stop", "assumed", "Longest great circle that freight flies")
    air_handling_days: float = parameter(1.5, "days", 0.0, 30, _TRIAL, "assumed", "Handling at an airport at normal infrastructure")
    air_handling_cost: float = parameter(0.40, "USD/kg", 0.0, 50, _TRIAL, "assumed", "Handling at an airport")
    air_spread: float = parameter(0.15, "share of days", 0.0, 1.0, "no study found", "assumed", "Standard deviation of air days on a lane")

    border_days: float = parameter(1.0, "days", 0.0, 30, _TRIAL, "assumed", "Days of a lorry at a land border of mean customs quality")
    border_quality: float = parameter(0.4, "per LPI point", 0.0, 5.0, _TRIAL, "assumed", "Fall of the logarithm of border days with LPI customs")
    border_norm: float = parameter(3.3, "LPI 1-5", 1.0, 5.0, "mean of the countries, 2023", "measured", "LPI customs of mean quality")
    border_cost: float = parameter(0.04, "USD/kg", 0.0, 10, _TRIAL, "assumed", "Cost of crossing a land border")
    border_rail: float = parameter(0.4, "-", 0.0, 1.0, _TRIAL, "assumed", "Border days of trains over those of lorries")

    time_value_patient: float = parameter(0.01, "USD/kg/day", 0.0001, 10, _TRIAL, "assumed", "Value of time of the most patient class of goods")
    time_value_low: float = parameter(0.03, "USD/kg/day", 0.0001, 10, _TRIAL, "assumed", "Value of time of the second class")
    time_value_medium: float = parameter(0.1, "USD/kg/day", 0.0001, 10, _TRIAL, "assumed", "Value of time of the third class")
    time_value_high: float = parameter(0.3, "USD/kg/day", 0.0001, 100, _TRIAL, "assumed", "Value of time of the fourth class, from which air wins over sea")
    time_value_urgent: float = parameter(1.0, "USD/kg/day", 0.0001, 100, _TRIAL, "assumed", "Value of time of the most urgent class")

    other_trade: float = parameter(4.0, "-", 0.0, 100.0, "no figure by lane found", "assumed", "Other trade on a lane over its usual e-commerce freight")
    least_trade: float = parameter(2_000.0, "kg/week", 1.0, 1_000_000_000.0, _TRIAL, "assumed", "Other trade that any lane carries, simulated size")
    capacity_room: float = parameter(1.25, "-", 1.0, 10.0, _TRIAL, "assumed", "Capacity of a lane over its usual traffic")
    capacity_speed: float = parameter(0.01, "1/week", 0.0, 1.0, "ships and terminals take years", "assumed", "Share of the gap to the present flow that capacity closes in a week")
    flow_smoothing: float = parameter(0.2, "1/week", 0.001, 1.0, _TRIAL, "assumed", "Weight of the newest week in the flow that congestion answers to")
    congestion: float = parameter(0.15, "-", 0.0, 5.0, "Bureau of Public Roads 1964", "estimated", "Delay at full capacity as a share of free days")
    congestion_power: float = parameter(4.0, "-", 1.0, 10.0, "Bureau of Public Roads 1964", "estimated", "Power of load in the delay")

    volume_exponent: float = parameter(0.06, "-", 0.0, 0.5, _TRIAL, "assumed", "Fall of the logarithm of a lane's cost with the logarithm of all trade on it; strong economies tip to few lanes")
    volume_lowest: float = parameter(0.75, "-", 0.1, 1.0, _TRIAL, "assumed", "Lowest cost of a full lane over that at the reference volume")
    volume_highest: float = parameter(1.25, "-", 1.0, 10.0, _TRIAL, "assumed", "Highest cost of an empty lane over that at the reference volume")
    road_volume: float = parameter(2_500_000.0, "kg/week", 1.0, 1e12, _MEAN, "assumed", "Trade on a road at which it costs what its km say, real size")
    rail_volume: float = parameter(4_000_000.0, "kg/week", 1.0, 1e12, _MEAN, "assumed", "The same for a railway")
    sea_volume: float = parameter(2_000_000.0, "kg/week", 1.0, 1e12, _MEAN, "assumed", "The same for a sea lane")
    air_volume: float = parameter(800_000.0, "kg/week", 1.0, 1e12, _MEAN, "assumed", "The same for an air lane")
    rate_elasticity: float = parameter(0.5, "-", 0.0, 10.0, "no study by lane found", "assumed", "Rise of the logarithm of a lane's rate with the logarithm of its traffic over the usual one")
    detour_elasticity: float = parameter(2.0, "-", 0.0, 10.0, "spot rates from Shanghai rose by 122 % within three months of the Red Sea crisis (UNCTAD 2024); contracts move less", "assumed", "Rise of the logarithm of sea rates a km with the logarithm of the ship-km that usual trade needs, when closures lengthen ways")
    rate_highest: float = parameter(2.5, "-", 1.0, 100.0, _TRIAL, "assumed", "Highest factor of scarcity on a rate, and inverse of the lowest")

    search_weeks: int = parameter(52, "weeks", 1, 520, "trial runs: paths cost .05 % too much with 13 and with 26 weeks, .08 % with 52", "estimated", "Weeks in which the routes from all hubs are searched again, an equal part each week; a passage that opens or closes has all searched at once")

    @property
    def values_of_time(self) -> tuple[float, ...]:
        """Value of time of each class of goods, USD/kg/day, from patient to urgent."""
        return (
            self.time_value_patient,
            self.time_value_low,
            self.time_value_medium,
            self.time_value_high,
            self.time_value_urgent,
        )
