"""Parameters of goods in stock: how much is kept, what it costs to keep, and what becomes of it."""

from __future__ import annotations

from ecosystem.scenario.parameters.parameter import ParameterGroup, parameter


class StockParameters(ParameterGroup):
    """Goods in a warehouse abroad, whoever runs it."""

    capital_cost: float = parameter(
        default=0.20, unit="1/year", low=0.0, high=1.0, confidence="assumed",
        source="small firms' cost of capital",
        text="Yearly cost of capital tied up in goods")
    articles_scale: float = parameter(
        default=8.0, unit="articles", low=1, high=1_000, confidence="assumed",
        source="trial runs",
        text="Articles (SKUs) that a listing of one parcel a week keeps")
    articles_exponent: float = parameter(
        default=0.5, unit="-", low=0.0, high=1.0, confidence="assumed",
        source="trial runs",
        text="Growth of articles with a listing's volume")
    salvage: float = parameter(
        default=0.2, unit="share of product cost", low=0.0, high=1.0, confidence="assumed",
        source="liquidators' price lists",
        text="Proceeds of goods that are sold off")
    lowest_service: float = parameter(
        default=0.5, unit="share of demand", low=0.01, high=0.99, confidence="assumed",
        source="trial runs",
        text="Lowest service level that safety stock is planned for")
    highest_service: float = parameter(
        default=0.999, unit="share of demand", low=0.5, high=0.999999, confidence="assumed",
        source="trial runs",
        text="Highest service level that safety stock is planned for")
    classification_gain: float = parameter(
        default=0.5, unit="share of losses", low=0.0, high=0.95, confidence="assumed",
        source="no study found",
        text="Part of obsolescence and shrinkage that perfect classification saves over none")
    classification_norm: float = parameter(
        default=0.7, unit="0-1", low=0.0, high=1.0, confidence="estimated",
        source="mean of warehouses in settled trial runs",
        text="Quality of classification at which goods lose what their category says")
    shelf_life_left: float = parameter(
        default=1 / 3, unit="share of shelf life", low=0.0, high=0.95, confidence="assumed",
        source="trade practice: rule of thirds",
        text="Part of their shelf life that goods must still have when they are sold")
    emergency_part: float = parameter(
        default=1.0, unit="share", low=0.0, high=1.0, confidence="assumed",
        source="Veeraraghavan & Scheller-Wolf 2008: all of it",
        text="Part flown in of what is worth flying in when stock runs out; 0 forbids it")
    lowest_emergency_service: float = parameter(
        default=0.01, unit="share of demand", low=0.0001, high=0.5, confidence="assumed",
        source="trial runs",
        text="Lowest service level of goods flown in when stock runs out: flying may pay for the first few "
             "only")
    forecast_smoothing: float = parameter(
        default=0.1, unit="1/week", low=0.001, high=1.0, confidence="assumed",
        source="Chen et al. 2000",
        text="Weight of the newest week in forecasts")
