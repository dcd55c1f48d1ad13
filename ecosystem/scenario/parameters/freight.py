"""Parameters of freight: speed, cost, handling and spread of road, rail, sea and air."""

from __future__ import annotations

from ecosystem.scenario.parameters.parameter import ParameterGroup, parameter

_TRIAL = "trial runs against published door-to-door days and rates"
_FORWARDER = "forwarders' published transit days and rates, 2025-26"
_MEAN = "about the volume that a kg meets in trial runs, so that rates stay near the published ones"
_INDEX = "air-cargo index rates Hong Kong to North America and Europe, 2025"


class FreightParameters(ParameterGroup):
    """Lanes between hubs, handling at hubs, land borders and the value of time."""

    infrastructure_norm: float = parameter(
        default=4.0, unit="LPI 1-5", low=1.0, high=5.0, confidence="assumed",
        source=_TRIAL,
        text="LPI infrastructure at which roads and handling run at their normal speed")
    infrastructure_low: float = parameter(
        default=0.5, unit="-", low=0.1, high=1.0, confidence="assumed",
        source=_TRIAL,
        text="Lowest speed factor of poor infrastructure")
    infrastructure_high: float = parameter(
        default=1.1, unit="-", low=1.0, high=2.0, confidence="assumed",
        source=_TRIAL,
        text="Highest speed factor of good infrastructure")
    automation_days: float = parameter(
        default=0.1, unit="-", low=0.0, high=3.0, confidence="assumed",
        source="automated terminals are steadier, but not always faster (Chu et al. 2018)",
        text="Fall of the logarithm of handling days from no to full automation of a hub; none at the mean "
             "hub")
    automation_cost: float = parameter(
        default=0.25, unit="-", low=0.0, high=3.0, confidence="estimated",
        source="operating cost of automated terminals 15-35 % lower (Chu et al. 2018)",
        text="Fall of the logarithm of handling cost from no to full automation of a hub; none at the mean "
             "hub")
    information_days: float = parameter(
        default=0.2, unit="-", low=0.0, high=3.0, confidence="assumed",
        source="no study by level found",
        text="Fall of the logarithm of handling days from no to full information at a hub; none at the mean "
             "hub")

    road_detour: float = parameter(
        default=1.25, unit="-", low=1.0, high=3.0, confidence="estimated",
        source="mean circuity of road networks (Ballou et al. 2002)",
        text="Road length over the great circle")
    road_speed: float = parameter(
        default=600.0, unit="km/day", low=50, high=2_000, confidence="assumed",
        source=_TRIAL,
        text="Speed of lorries at normal infrastructure, with rests")
    road_cost: float = parameter(
        default=0.00015, unit="USD/kg/km", low=0.0, high=0.01, confidence="assumed",
        source=_TRIAL,
        text="Cost of carrying by lorry")
    road_reach: float = parameter(
        default=1_500.0, unit="km", low=0, high=20_000, confidence="assumed",
        source=_TRIAL,
        text="Longest great circle that lorries run between neighbouring countries")
    road_handling_days: float = parameter(
        default=0.5, unit="days", low=0.0, high=30, confidence="assumed",
        source=_TRIAL,
        text="Loading or unloading lorries at normal infrastructure")
    road_handling_cost: float = parameter(
        default=0.03, unit="USD/kg", low=0.0, high=10, confidence="assumed",
        source=_TRIAL,
        text="Loading or unloading lorries")
    road_spread: float = parameter(
        default=0.15, unit="share of days", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Standard deviation of road days on a lane")

    rail_detour: float = parameter(
        default=1.25, unit="-", low=1.0, high=3.0, confidence="assumed",
        source=_TRIAL,
        text="Rail length over the great circle")
    rail_speed: float = parameter(
        default=1_000.0, unit="km/day", low=50, high=5_000, confidence="estimated",
        source=_FORWARDER,
        text="Speed of container trains")
    rail_cost: float = parameter(
        default=0.00007, unit="USD/kg/km", low=0.0, high=0.01, confidence="estimated",
        source=_FORWARDER,
        text="Cost of carrying by container train")
    rail_shortest: float = parameter(
        default=300.0, unit="km", low=0, high=20_000, confidence="assumed",
        source=_TRIAL,
        text="Shortest great circle of a container train")
    rail_longest: float = parameter(
        default=3_500.0, unit="km", low=0, high=20_000, confidence="assumed",
        source=_TRIAL,
        text="Longest great circle of a container train without a hub between")
    rail_gauge_days: float = parameter(
        default=0.7, unit="days", low=0.0, high=30, confidence="assumed",
        source=_TRIAL,
        text="Moving containers to another track gauge at a border")
    rail_handling_days: float = parameter(
        default=1.2, unit="days", low=0.0, high=30, confidence="assumed",
        source=_TRIAL,
        text="Loading or unloading trains at normal infrastructure")
    rail_handling_cost: float = parameter(
        default=0.12, unit="USD/kg", low=0.0, high=10, confidence="assumed",
        source=_TRIAL,
        text="Loading or unloading trains")
    rail_spread: float = parameter(
        default=0.10, unit="share of days", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Standard deviation of rail days on a lane")

    sea_speed: float = parameter(
        default=710.0, unit="km/day", low=100, high=2_000, confidence="estimated",
        source="container ships at 16 knots",
        text="Speed of container ships")
    sea_fixed_days: float = parameter(
        default=1.0, unit="days", low=0.0, high=30, confidence="estimated",
        source=_FORWARDER,
        text="Days of a voyage on top of sailing: waiting for the berth and calls on the way")
    sea_fixed_cost: float = parameter(
        default=0.03, unit="USD/kg", low=0.0, high=10, confidence="estimated",
        source=_FORWARDER,
        text="Cost of a voyage on top of its length")
    sea_cost: float = parameter(
        default=0.000013, unit="USD/kg/km", low=0.0, high=0.01, confidence="estimated",
        source=_FORWARDER,
        text="Cost of carrying by sea")
    sea_handling_days: float = parameter(
        default=3.0, unit="days", low=0.0, high=30, confidence="assumed",
        source=_TRIAL,
        text="Days in a port at normal infrastructure before the part every port saves")
    sea_handling_saved_days: float = parameter(
        default=0.5, unit="days", low=0.0, high=1.0, confidence="assumed",
        source=_TRIAL,
        text="Days taken off the days in a port whatever its infrastructure")
    sea_handling_cost: float = parameter(
        default=0.10, unit="USD/kg", low=0.0, high=10, confidence="assumed",
        source=_TRIAL,
        text="Handling in a port")
    sea_spread: float = parameter(
        default=0.12, unit="share of days", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Standard deviation of sea days on a lane")

    air_fixed_days: float = parameter(
        default=0.3, unit="days", low=0.0, high=30, confidence="assumed",
        source=_TRIAL,
        text="Days of a flight on top of its length")
    air_speed: float = parameter(
        default=9_000.0, unit="km/day", low=500, high=25_000, confidence="assumed",
        source=_TRIAL,
        text="Speed of air freight with stops")
    air_fixed_cost: float = parameter(
        default=0.10, unit="USD/kg", low=0.0, high=50, confidence="estimated",
        source=_INDEX,
        text="Cost of a flight on top of its length")
    air_cost: float = parameter(
        default=0.0004, unit="USD/kg/km", low=0.0, high=0.1, confidence="estimated",
        source=_INDEX,
        text="Cost of carrying by air")
    air_shortest: float = parameter(
        default=400.0, unit="km", low=0, high=20_000, confidence="assumed",
        source=_TRIAL,
        text="Shortest great circle that freight flies")
    air_longest: float = parameter(
        default=13_500.0, unit="km", low=5_000, high=20_100, confidence="assumed",
        source="range of long-haul freighters with a stop",
        text="Longest great circle that freight flies")
    air_handling_days: float = parameter(
        default=1.5, unit="days", low=0.0, high=30, confidence="assumed",
        source=_TRIAL,
        text="Handling at an airport at normal infrastructure")
    air_handling_cost: float = parameter(
        default=0.40, unit="USD/kg", low=0.0, high=50, confidence="assumed",
        source=_TRIAL,
        text="Handling at an airport")
    air_spread: float = parameter(
        default=0.15, unit="share of days", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Standard deviation of air days on a lane")

    border_days: float = parameter(
        default=1.0, unit="days", low=0.0, high=30, confidence="assumed",
        source=_TRIAL,
        text="Days of a lorry at a land border of mean customs quality")
    border_quality: float = parameter(
        default=0.4, unit="per LPI point", low=0.0, high=5.0, confidence="assumed",
        source=_TRIAL,
        text="Fall of the logarithm of border days with LPI customs")
    border_norm: float = parameter(
        default=3.3, unit="LPI 1-5", low=1.0, high=5.0, confidence="measured",
        source="mean of the countries, 2023",
        text="LPI customs of mean quality")
    border_cost: float = parameter(
        default=0.04, unit="USD/kg", low=0.0, high=10, confidence="assumed",
        source=_TRIAL,
        text="Cost of crossing a land border")
    border_rail: float = parameter(
        default=0.4, unit="-", low=0.0, high=1.0, confidence="assumed",
        source=_TRIAL,
        text="Border days of trains over those of lorries")

    time_value_patient: float = parameter(
        default=0.01, unit="USD/kg/day", low=0.0001, high=10, confidence="assumed",
        source=_TRIAL,
        text="Value of time of the most patient class of goods")
    time_value_low: float = parameter(
        default=0.03, unit="USD/kg/day", low=0.0001, high=10, confidence="assumed",
        source=_TRIAL,
        text="Value of time of the second class")
    time_value_medium: float = parameter(
        default=0.1, unit="USD/kg/day", low=0.0001, high=10, confidence="assumed",
        source=_TRIAL,
        text="Value of time of the third class")
    time_value_high: float = parameter(
        default=0.3, unit="USD/kg/day", low=0.0001, high=100, confidence="assumed",
        source=_TRIAL,
        text="Value of time of the fourth class, from which air wins over sea")
    time_value_urgent: float = parameter(
        default=1.0, unit="USD/kg/day", low=0.0001, high=100, confidence="assumed",
        source=_TRIAL,
        text="Value of time of the most urgent class")

    other_trade: float = parameter(
        default=4.0, unit="-", low=0.0, high=100.0, confidence="assumed",
        source="no figure by lane found",
        text="Other trade on a lane over its usual e-commerce freight")
    least_trade: float = parameter(
        default=2_000.0, unit="kg/week", low=1.0, high=1_000_000_000.0, confidence="assumed",
        source=_TRIAL,
        text="Other trade that any lane carries, simulated size")
    capacity_room: float = parameter(
        default=1.25, unit="-", low=1.0, high=10.0, confidence="assumed",
        source=_TRIAL,
        text="Capacity of a lane over its usual traffic")
    capacity_speed: float = parameter(
        default=0.01, unit="1/week", low=0.0, high=1.0, confidence="assumed",
        source="ships and terminals take years",
        text="Share of the gap to the present flow that capacity closes in a week")
    flow_smoothing: float = parameter(
        default=0.2, unit="1/week", low=0.001, high=1.0, confidence="assumed",
        source=_TRIAL,
        text="Weight of the newest week in the flow that congestion answers to")
    congestion: float = parameter(
        default=0.15, unit="-", low=0.0, high=5.0, confidence="estimated",
        source="Bureau of Public Roads 1964",
        text="Delay at full capacity as a share of free days")
    congestion_power: float = parameter(
        default=4.0, unit="-", low=1.0, high=10.0, confidence="estimated",
        source="Bureau of Public Roads 1964",
        text="Power of load in the delay")

    volume_exponent: float = parameter(
        default=0.06, unit="-", low=0.0, high=0.5, confidence="assumed",
        source=_TRIAL,
        text="Fall of the logarithm of a lane's cost with the logarithm of all trade on it; strong "
             "economies tip to few lanes")
    volume_lowest: float = parameter(
        default=0.75, unit="-", low=0.1, high=1.0, confidence="assumed",
        source=_TRIAL,
        text="Lowest cost of a full lane over that at the reference volume")
    volume_highest: float = parameter(
        default=1.25, unit="-", low=1.0, high=10.0, confidence="assumed",
        source=_TRIAL,
        text="Highest cost of an empty lane over that at the reference volume")
    road_volume: float = parameter(
        default=2_500_000.0, unit="kg/week", low=1.0, high=1e12, confidence="assumed",
        source=_MEAN,
        text="Trade on a road at which it costs what its km say, real size")
    rail_volume: float = parameter(
        default=4_000_000.0, unit="kg/week", low=1.0, high=1e12, confidence="assumed",
        source=_MEAN,
        text="Trade on a railway at which it costs what its km say, real size")
    sea_volume: float = parameter(
        default=2_000_000.0, unit="kg/week", low=1.0, high=1e12, confidence="assumed",
        source=_MEAN,
        text="Trade on a sea lane at which it costs what its km say, real size")
    air_volume: float = parameter(
        default=800_000.0, unit="kg/week", low=1.0, high=1e12, confidence="assumed",
        source=_MEAN,
        text="Trade on an air lane at which it costs what its km say, real size")
    rate_elasticity: float = parameter(
        default=0.5, unit="-", low=0.0, high=10.0, confidence="assumed",
        source="no study by lane found",
        text="Rise of the logarithm of a lane's rate with the logarithm of its traffic over the usual one")
    detour_elasticity: float = parameter(
        default=2.0, unit="-", low=0.0, high=10.0, confidence="assumed",
        source="spot rates from Shanghai rose by 122 % within three months of the Red Sea crisis (UNCTAD "
               "2024); contracts move less",
        text="Rise of the logarithm of sea rates a km with the logarithm of the ship-km that usual trade "
             "needs, when closures lengthen routes")
    rate_highest: float = parameter(
        default=2.5, unit="-", low=1.0, high=100.0, confidence="assumed",
        source=_TRIAL,
        text="Highest factor of scarcity on a rate, and inverse of the lowest")
    first_bulk_share: float = parameter(
        default=0.75, unit="share", low=0.0, high=1.0, confidence="assumed",
        source=_TRIAL,
        text="Part of the first expected kilograms that counts as bulk, before firms have chosen their "
             "services")

    search_weeks: int = parameter(
        default=52, unit="weeks", low=1, high=520, confidence="estimated",
        source="trial runs: paths cost .05 % too much with 13 and with 26 weeks, .08 % with 52",
        text="Weeks in which the routes from all hubs are searched again, an equal part each week; a "
             "passage that opens or closes has all searched at once")
    shortest_days: float = parameter(
        default=0.5, unit="days", low=0.01, high=7.0, confidence="assumed",
        source=_TRIAL,
        text="Days that any parcel or consignment travels at least")

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
