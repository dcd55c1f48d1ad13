"""Parameters of the four supply-chain services: what a parcel costs, how long it takes, what is lost."""

from __future__ import annotations

from ecosystem.scenario.parameter import ParameterGroup, parameter


class ServiceParameters(ParameterGroup):
    """Express, direct mail, platform warehouse and own warehouse."""

    express_base: float = parameter(
        15.0, "USD/parcel", 0, 500, "published zone tariff less usual discounts", "estimated", "Express charge per parcel at the mean zone")
    express_per_kg: float = parameter(
        6.0, "USD/kg", 0, 200, "published zone tariff less usual discounts", "estimated", "Express charge per kg at the mean zone")
    express_surcharge: float = parameter(
        0.10, "share of charge", 0.0, 1.0, "fuel and area surcharges", "assumed", "Surcharges that are not on the price list")
    express_transparency: float = parameter(
        0.5, "share", 0.0, 1.0, "no study found", "assumed", "Share of the surcharges that a newcomer foresees")
    express_discount: float = parameter(
        0.35, "share of charge", 0.0, 0.9, "shippers with volume pay 40-70 % below list", "estimated", "Largest bargained discount")
    express_discount_volume: float = parameter(
        100.0, "parcels/week", 1, 1_000_000, "trial runs", "assumed", "Volume that earns half the largest discount")
    express_tour_share: float = parameter(
        0.4, "share", 0.0, 1.0, "trial runs", "assumed", "Part of the express charge per parcel that pays for pick-up and delivery tours")
    express_handling_days: float = parameter(
        0.8, "days", 0.1, 30, "carriers' service guides", "estimated", "Express pick-up and sorting at normal infrastructure")
    express_door_days: float = parameter(
        0.7, "days", 0.0, 30, "carriers' service guides", "estimated", "Express delivery from the last hub at normal infrastructure")
    express_km_per_day: float = parameter(5_500.0, "km/day", 100, 30_000, "carriers' service guides", "estimated", "Speed of express flights with sorting")
    express_days_spread: float = parameter(0.7, "days", 0.0, 10, "trial runs", "assumed", "Standard deviation of express days without customs")
    volumetric_density: float = parameter(
        200.0, "kg/m3", 50, 1_000, "carriers' rate guides: 5,000 cm3 per kg", "measured", "Density below which volume is charged, not weight")
    mail_base: float = parameter(2.2, "USD/parcel", 0, 100, "trial runs against forwarders' pages", "estimated", "Direct mail charge per parcel")
    mail_per_kg: float = parameter(9.5, "USD/kg", 0, 200, "trial runs against forwarders' pages", "estimated", "Direct mail charge per kg at the mean route")
    mail_tour_share: float = parameter(
        0.4, "share", 0.0, 1.0, "trial runs", "assumed", "Part of the mail charge per parcel that pays for pick-up and delivery tours")
    mail_handling_days: float = parameter(
        1.5, "days", 0.1, 60, "postal tracking pages", "estimated", "Pick-up and sorting of direct mail at normal infrastructure, without the wait for a full consolidation")
    mail_batch: float = parameter(
        1_000.0, "kg", 0.0, 100_000, "an air container holds 1.5 t at most", "assumed", "Weight of a consolidation of direct mail")
    mail_shortest_headway: float = parameter(
        1.0, "days", 0.0, 60, "daily flights", "assumed", "Time between two departures of consolidations that fill sooner")
    mail_longest_headway: float = parameter(
        7.0, "days", 0.0, 60, "weekly departures", "assumed", "Time after which a consolidation leaves although it is not full")
    mail_door_days: float = parameter(
        3.0, "days", 0.0, 60, "postal tracking pages", "estimated", "Last mile of direct mail at normal infrastructure")
    mail_days_spread: float = parameter(2.2, "days", 0.0, 30, "trial runs", "assumed", "Standard deviation of these days")
    mail_loss: float = parameter(0.015, "share of parcels", 0.0, 0.5, "trial runs", "assumed", "Direct mail parcels lost or damaged")
    other_loss: float = parameter(0.003, "share of parcels", 0.0, 0.5, "trial runs", "assumed", "Parcels of other services lost or damaged")
    express_clearance_fee: float = parameter(6.0, "USD/parcel", 0, 200, "carriers' rate guides", "estimated", "Brokerage of an express parcel above the duty threshold")
    mail_clearance_fee: float = parameter(4.0, "USD/parcel", 0, 200, "postal operators' fees", "estimated", "Brokerage of a mail parcel above the duty threshold")
    consignment_cost: float = parameter(25.0, "USD/consignment", 0, 10_000, "trial runs", "assumed", "Handling of a bulk consignment")
    bulk_brokerage: float = parameter(15.0, "USD/consignment", 0, 10_000, "trial runs", "assumed", "Broker's fee for the entry of a bulk consignment at mean standards and quality")
    consolidation_per_kg: float = parameter(0.35, "USD/kg", 0, 20, "forwarders' pages", "assumed", "Platform's charge for consolidating bulk, above the lane cost")
    bulk_handling_days: float = parameter(5.0, "days", 0, 60, "forwarders' pages, door to door less port to port", "estimated", "Stuffing, unstuffing and put-away of bulk")
    bulk_handling_spread: float = parameter(2.0, "days", 0, 30, "trial runs", "assumed", "Standard deviation of these days")
    pick_cost: float = parameter(1.6, "USD/parcel", 0, 50, "fulfilment price lists", "estimated", "Platform's charge for picking and packing")
    label_cost: float = parameter(0.25, "USD/parcel", 0, 50, "fulfilment price lists", "estimated", "Label of goods in a warehouse, and again of returned ones")
    last_mile_tour_share: float = parameter(
        0.5, "share", 0.0, 1.0, "trial runs", "assumed", "Part of the last mile's cost that pays for the tour from stop to stop")
    last_mile_base: float = parameter(2.8, "USD/parcel", 0, 50, "fulfilment price lists", "estimated", "Delivery inside the country, per parcel")
    last_mile_per_kg: float = parameter(0.5, "USD/kg", 0, 20, "fulfilment price lists", "estimated", "Delivery inside the country, per kg")
    storage: float = parameter(5.0, "USD/m3/week", 0, 200, "fulfilment price lists", "estimated", "Platform's charge for storage")
    door_days: float = parameter(4.2, "days", 0.1, 30, "trial runs: 3.5 is a day early", "estimated", "Days from a warehouse to the door")
    door_days_spread: float = parameter(1.2, "days", 0.0, 10, "trial runs", "assumed", "Standard deviation of these days")
    own_fixed: float = parameter(1_500.0, "USD/week", 0, 1_000_000, "trial runs", "assumed", "Weekly fixed cost of an own warehouse")
    own_capital: float = parameter(60_000.0, "USD", 0, 100_000_000, "trial runs", "assumed", "Capital to build an own warehouse")
    own_hurdle: float = parameter(2.0, "-", 0.0, 20, "Dixit & Pindyck 1994: b/(b-1) at r=delta=.04, sigma=.2", "estimated", "Value over capital at which a firm builds")
    own_depreciation: float = parameter(0.10, "1/year", 0.0, 1.0, "tax tables", "assumed", "Yearly wear of an own warehouse, added to the cost of capital")
    own_building_weeks: int = parameter(13, "weeks", 0, 260, "trial runs", "assumed", "Time from the decision to the opening of an own warehouse")
    own_handling: float = parameter(0.8, "share of pick cost", 0.0, 2.0, "trial runs", "assumed", "Own material cost of picking in a new warehouse, as a share of a platform's charge")
    own_learning: float = parameter(
        0.9, "-", 0.5, 1.0, "Wright 1936; order of magnitude of later studies", "assumed", "Cost of picking after each doubling of what an own warehouse has handled")
    own_learning_start: float = parameter(2_000.0, "parcels", 1.0, 10_000_000, "trial runs", "assumed", "Parcels that count as handled when an own warehouse opens")
    own_space: float = parameter(150.0, "m3", 0.0, 1_000_000, "trial runs", "assumed", "Space of an own warehouse")
    own_letting: float = parameter(0.3, "share of storage", 0.0, 1.0, "trial runs", "assumed", "What spare space brings as a share of a platform's charge")
    own_storage: float = parameter(0.5, "share of storage", 0.0, 2.0, "trial runs", "assumed", "Own rent of storage as a share of a platform's charge")
    own_care: float = parameter(0.05, "satisfaction", 0.0, 1.0, "trial runs", "assumed", "After-sales quality gained by own handling abroad")
    distant_care: float = parameter(0.05, "satisfaction", 0.0, 1.0, "trial runs", "assumed", "After-sales quality lost when returns cross a border")
    disposal_cost: float = parameter(0.8, "USD/parcel", 0, 50, "trial runs", "assumed", "Disposing of a return where it is")
    express_return: float = parameter(0.6, "share of freight", 0.0, 2.0, "carriers' rate guides", "assumed", "Bringing an express parcel back to the seller")
    express_resale: float = parameter(0.6, "share of product cost", 0.0, 1.0, "trial runs", "assumed", "What goods brought back to the seller still bring")
    return_cost: float = parameter(0.5, "share of handling", 0.0, 5.0, "fulfilment price lists", "assumed", "Cost of handling a return, on top of the refund")
    staff_shortage_days: float = parameter(2.0, "days", 0.0, 30, "trial runs", "assumed", "Days added when no staff is there at all")
    direct_returns: float = parameter(0.25, "share of the category's rate", 0.0, 1.0, "no study found", "assumed", "Returns of parcels that would have to cross a border back")
    stocked_returns: float = parameter(0.5, "share of the category's rate", 0.0, 1.0, "no study found", "assumed", "Returns of parcels from a warehouse in the country")
    resale: float = parameter(0.7, "share", 0.0, 1.0, "vendors' pages on returns", "assumed", "Returned goods that go back into a warehouse's stock")
    visibility_norm: float = parameter(
        0.86, "0-1", 0.0, 1.0, "digital levels weighted by GDP and providers' quality by size, both of the default world", "estimated", "Mean digital level of a way at which spread and loss take their base values")
    visibility_spread: float = parameter(
        1.5, "per unit of level", 0.0, 10.0, "no study found", "assumed", "Fall of the logarithm of the spread of days with the digital level of the way")
    visibility_loss: float = parameter(
        1.5, "per unit of level", 0.0, 10.0, "no study found", "assumed", "Fall of the logarithm of the share lost with the digital level of the way")
    broker_norm: float = parameter(0.86, "0-1", 0.0, 1.0, "mean quality of carriers in the default world", "estimated", "Quality of a broker at which documents take their base work")
    broker_effect: float = parameter(
        1.0, "per unit of quality", 0.0, 10.0, "no study found", "assumed", "Fall of the logarithm of documents' work with the broker's quality: fewer errors")
    own_quality: float = parameter(0.85, "0-1", 0.0, 1.0, "trial runs", "assumed", "Service quality of an own warehouse with full staff")
