"""Parameters of the four supply-chain services: what a parcel costs, how long it takes, what is lost."""

from __future__ import annotations

from ecosystem.scenario.parameters.parameter import ParameterGroup, parameter


class ServiceParameters(ParameterGroup):
    """Express, direct mail, platform warehouse and own warehouse."""

    express_base: float = parameter(
        default=15.0, unit="USD/parcel", low=0, high=500, confidence="estimated",
        source="published zone tariff less usual discounts",
        text="Express charge per parcel at the mean zone")
    express_per_kg: float = parameter(
        default=6.0, unit="USD/kg", low=0, high=200, confidence="estimated",
        source="published zone tariff less usual discounts",
        text="Express charge per kg at the mean zone")
    express_surcharge: float = parameter(
        default=0.10, unit="share of charge", low=0.0, high=1.0, confidence="assumed",
        source="fuel and area surcharges",
        text="Surcharges that are not on the price list")
    express_transparency: float = parameter(
        default=0.5, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Share of the surcharges that a newcomer foresees")
    express_discount: float = parameter(
        default=0.35, unit="share of charge", low=0.0, high=0.9, confidence="estimated",
        source="shippers with volume pay 40-70 % below list",
        text="Largest bargained discount")
    express_discount_volume: float = parameter(
        default=100.0, unit="parcels/week", low=1, high=1_000_000, confidence="assumed",
        source="trial runs",
        text="Volume that earns half the largest discount")
    express_tour_share: float = parameter(
        default=0.4, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Part of the express charge per parcel that pays for pick-up and delivery tours")
    express_handling_days: float = parameter(
        default=0.8, unit="days", low=0.1, high=30, confidence="estimated",
        source="carriers' service guides",
        text="Express pick-up and sorting at normal infrastructure")
    express_door_days: float = parameter(
        default=0.7, unit="days", low=0.0, high=30, confidence="estimated",
        source="carriers' service guides",
        text="Express delivery from the last hub at normal infrastructure")
    express_km_per_day: float = parameter(
        default=5_500.0, unit="km/day", low=100, high=30_000, confidence="estimated",
        source="carriers' service guides",
        text="Speed of express flights with sorting")
    express_days_spread: float = parameter(
        default=0.7, unit="days", low=0.0, high=10, confidence="assumed",
        source="trial runs",
        text="Standard deviation of express days without customs")
    volumetric_density: float = parameter(
        default=200.0, unit="kg/m3", low=50, high=1_000, confidence="measured",
        source="carriers' rate guides: 5,000 cm3 per kg",
        text="Density below which volume is charged, not weight")
    mail_base: float = parameter(
        default=2.2, unit="USD/parcel", low=0, high=100, confidence="estimated",
        source="trial runs against forwarders' pages",
        text="Direct mail charge per parcel")
    mail_per_kg: float = parameter(
        default=9.5, unit="USD/kg", low=0, high=200, confidence="estimated",
        source="trial runs against forwarders' pages",
        text="Direct mail charge per kg at the mean route")
    mail_zone_lowest: float = parameter(
        default=0.5, unit="-", low=0.01, high=1.0, confidence="assumed",
        source="trial runs",
        text="Smallest factor of the route on the mail charge per kg")
    mail_zone_highest: float = parameter(
        default=2.0, unit="-", low=1.0, high=100.0, confidence="assumed",
        source="trial runs",
        text="Largest factor of the route on the mail charge per kg")
    mail_tour_share: float = parameter(
        default=0.4, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Part of the mail charge per parcel that pays for pick-up and delivery tours")
    mail_handling_days: float = parameter(
        default=1.5, unit="days", low=0.1, high=60, confidence="estimated",
        source="postal tracking pages",
        text="Pick-up and sorting of direct mail at normal infrastructure, without the wait for a full "
             "consolidation")
    mail_batch: float = parameter(
        default=1_000.0, unit="kg", low=0.0, high=100_000, confidence="assumed",
        source="an air container holds 1.5 t at most",
        text="Weight of a consolidation of direct mail")
    mail_shortest_headway: float = parameter(
        default=1.0, unit="days", low=0.0, high=60, confidence="assumed",
        source="daily flights",
        text="Shortest time between two departures of consolidations")
    mail_longest_headway: float = parameter(
        default=7.0, unit="days", low=0.0, high=60, confidence="assumed",
        source="weekly departures",
        text="Time after which a consolidation leaves although it is not full")
    mail_door_days: float = parameter(
        default=3.0, unit="days", low=0.0, high=60, confidence="estimated",
        source="postal tracking pages",
        text="Last mile of direct mail at normal infrastructure")
    mail_days_spread: float = parameter(
        default=2.2, unit="days", low=0.0, high=30, confidence="assumed",
        source="trial runs",
        text="Standard deviation of direct mail days without customs")
    mail_loss: float = parameter(
        default=0.015, unit="share of parcels", low=0.0, high=0.5, confidence="assumed",
        source="trial runs",
        text="Direct mail parcels lost or damaged")
    other_loss: float = parameter(
        default=0.003, unit="share of parcels", low=0.0, high=0.5, confidence="assumed",
        source="trial runs",
        text="Parcels of other services lost or damaged")
    express_clearance_fee: float = parameter(
        default=6.0, unit="USD/parcel", low=0, high=200, confidence="estimated",
        source="carriers' rate guides",
        text="Brokerage of an express parcel above the duty threshold")
    mail_clearance_fee: float = parameter(
        default=4.0, unit="USD/parcel", low=0, high=200, confidence="estimated",
        source="postal operators' fees",
        text="Brokerage of a mail parcel above the duty threshold")
    consignment_cost: float = parameter(
        default=25.0, unit="USD/consignment", low=0, high=10_000, confidence="assumed",
        source="trial runs",
        text="Handling of a bulk consignment")
    bulk_brokerage: float = parameter(
        default=15.0, unit="USD/consignment", low=0, high=10_000, confidence="assumed",
        source="trial runs",
        text="Broker's fee for the entry of a bulk consignment at mean standards and quality")
    consolidation_per_kg: float = parameter(
        default=0.35, unit="USD/kg", low=0, high=20, confidence="assumed",
        source="forwarders' pages",
        text="Platform's charge for consolidating bulk, above the lane cost")
    bulk_handling_days: float = parameter(
        default=5.0, unit="days", low=0, high=60, confidence="estimated",
        source="forwarders' pages, door to door less port to port",
        text="Stuffing, unstuffing and put-away of bulk")
    bulk_handling_spread: float = parameter(
        default=2.0, unit="days", low=0, high=30, confidence="assumed",
        source="trial runs",
        text="Standard deviation of the handling days of bulk")
    pick_cost: float = parameter(
        default=1.6, unit="USD/parcel", low=0, high=50, confidence="estimated",
        source="fulfilment price lists",
        text="Platform's charge for picking and packing")
    label_cost: float = parameter(
        default=0.25, unit="USD/parcel", low=0, high=50, confidence="estimated",
        source="fulfilment price lists",
        text="Label of goods in a warehouse, and again of returned ones")
    last_mile_tour_share: float = parameter(
        default=0.5, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Part of the last mile's cost that pays for the tour from stop to stop")
    last_mile_base: float = parameter(
        default=2.8, unit="USD/parcel", low=0, high=50, confidence="estimated",
        source="fulfilment price lists",
        text="Delivery inside the country, per parcel")
    last_mile_per_kg: float = parameter(
        default=0.5, unit="USD/kg", low=0, high=20, confidence="estimated",
        source="fulfilment price lists",
        text="Delivery inside the country, per kg")
    storage: float = parameter(
        default=5.0, unit="USD/m3/week", low=0, high=200, confidence="estimated",
        source="fulfilment price lists",
        text="Platform's charge for storage")
    door_days: float = parameter(
        default=4.2, unit="days", low=0.1, high=30, confidence="estimated",
        source="trial runs: 3.5 is a day early",
        text="Days from a warehouse to the door")
    door_days_spread: float = parameter(
        default=1.2, unit="days", low=0.0, high=10, confidence="assumed",
        source="trial runs",
        text="Standard deviation of the days from a warehouse to the door")
    own_fixed: float = parameter(
        default=1_500.0, unit="USD/week", low=0, high=1_000_000, confidence="assumed",
        source="trial runs",
        text="Weekly fixed cost of an own warehouse")
    own_capital: float = parameter(
        default=60_000.0, unit="USD", low=0, high=100_000_000, confidence="assumed",
        source="trial runs",
        text="Capital to build an own warehouse")
    own_hurdle: float = parameter(
        default=2.0, unit="-", low=0.0, high=20, confidence="estimated",
        source="Dixit & Pindyck 1994: b/(b-1) at r=delta=.04, sigma=.2",
        text="Value over capital at which a firm builds")
    own_depreciation: float = parameter(
        default=0.10, unit="1/year", low=0.0, high=1.0, confidence="assumed",
        source="tax tables",
        text="Yearly depreciation of an own warehouse, added to the cost of capital")
    own_building_weeks: int = parameter(
        default=13, unit="weeks", low=0, high=260, confidence="assumed",
        source="trial runs",
        text="Time from the decision to the opening of an own warehouse")
    own_handling: float = parameter(
        default=0.8, unit="share of pick cost", low=0.0, high=2.0, confidence="assumed",
        source="trial runs",
        text="Own material cost of picking in a new warehouse, as a share of a platform's charge")
    own_learning: float = parameter(
        default=0.9, unit="-", low=0.5, high=1.0, confidence="assumed",
        source="Wright 1936; order of magnitude of later studies",
        text="Cost of picking after each doubling of what an own warehouse has handled")
    own_learning_start: float = parameter(
        default=2_000.0, unit="parcels", low=1.0, high=10_000_000, confidence="assumed",
        source="trial runs",
        text="Parcels that count as handled when an own warehouse opens")
    own_space: float = parameter(
        default=150.0, unit="m3", low=0.0, high=1_000_000, confidence="assumed",
        source="trial runs",
        text="Space of an own warehouse")
    own_letting: float = parameter(
        default=0.3, unit="share of storage", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="What spare space brings as a share of a platform's charge")
    own_storage: float = parameter(
        default=0.5, unit="share of storage", low=0.0, high=2.0, confidence="assumed",
        source="trial runs",
        text="Own rent of storage as a share of a platform's charge")
    own_care: float = parameter(
        default=0.05, unit="satisfaction", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="After-sales quality gained by own handling abroad")
    distant_care: float = parameter(
        default=0.05, unit="satisfaction", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="After-sales quality lost when returns cross a border")
    disposal_cost: float = parameter(
        default=0.8, unit="USD/parcel", low=0, high=50, confidence="assumed",
        source="trial runs",
        text="Disposing of a returned parcel in the country of the buyer")
    express_return: float = parameter(
        default=0.6, unit="share of freight", low=0.0, high=2.0, confidence="assumed",
        source="carriers' rate guides",
        text="Bringing an express parcel back to the seller")
    express_resale: float = parameter(
        default=0.6, unit="share of product cost", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Proceeds of goods that were brought back to the seller")
    return_cost: float = parameter(
        default=0.5, unit="share of handling", low=0.0, high=5.0, confidence="assumed",
        source="fulfilment price lists",
        text="Cost of handling a return, on top of the refund")
    staff_shortage_days: float = parameter(
        default=2.0, unit="days", low=0.0, high=30, confidence="assumed",
        source="trial runs",
        text="Days added when a seller has no staff at all")
    direct_returns: float = parameter(
        default=0.25, unit="share of the category's rate", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Returns of parcels that would have to cross a border back")
    stocked_returns: float = parameter(
        default=0.5, unit="share of the category's rate", low=0.0, high=1.0, confidence="assumed",
        source="no study found",
        text="Returns of parcels from a warehouse in the country")
    resale: float = parameter(
        default=0.7, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="vendors' pages on returns",
        text="Returned goods that go back into a warehouse's stock")
    visibility_norm: float = parameter(
        default=0.86, unit="0-1", low=0.0, high=1.0, confidence="estimated",
        source="digital levels weighted by GDP and providers' quality by size, both of the default world",
        text="Mean digital level of a journey at which spread and loss take their base values")
    visibility_spread: float = parameter(
        default=1.5, unit="per unit of level", low=0.0, high=10.0, confidence="assumed",
        source="no study found",
        text="Fall of the logarithm of the spread of days with the digital level of the journey")
    visibility_loss: float = parameter(
        default=1.5, unit="per unit of level", low=0.0, high=10.0, confidence="assumed",
        source="no study found",
        text="Fall of the logarithm of the share lost with the digital level of the journey")
    broker_norm: float = parameter(
        default=0.86, unit="0-1", low=0.0, high=1.0, confidence="estimated",
        source="mean quality of carriers in the default world",
        text="Quality of a broker at which documents need their base work")
    broker_effect: float = parameter(
        default=1.0, unit="per unit of quality", low=0.0, high=10.0, confidence="assumed",
        source="no study found",
        text="Fall of the logarithm of documents' work with the broker's quality: fewer errors")
    own_quality: float = parameter(
        default=0.85, unit="0-1", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Service quality of an own warehouse with full staff")
