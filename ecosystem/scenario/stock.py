"""Parameters of goods in stock: how much is kept, what it costs to keep, and what becomes of it."""

from __future__ import annotations

from ecosystem.scenario.parameter import ParameterGroup, parameter


class StockParameters(ParameterGroup):
    """Goods in a warehouse abroad, whoever runs it."""

    capital_cost: float = parameter(0.20, "1/year", 0.0, 1.0, "small firms' cost of capital", "assumed", "Yearly cost of capital tied up in goods")
    articles_scale: float = parameter(8.0, "articles", 1, 1_000, "trial runs", "assumed", "Articles (SKUs) that a listing of one parcel a week keeps")
    articles_exponent: float = parameter(0.5, "-", 0.0, 1.0, "trial runs", "assumed", "Growth of articles with a listing's volume")
    salvage: float = parameter(0.2, "share of product cost", 0.0, 1.0, "liquidators' price lists", "assumed", "What sold-off goods still bring")
    classification_gain: float = parameter(
        0.5, "share of losses", 0.0, 0.95, "no study found", "assumed", "Part of obsolescence and shrinkage that perfect classification saves over none")
    classification_norm: float = parameter(
        0.7, "0-1", 0.0, 1.0, "mean of warehouses in settled trial runs", "estimated", "Quality of classification at which goods lose what their category says")
    shelf_life_left: float = parameter(
        1 / 3, "share of shelf life", 0.0, 0.95, "trade practice: rule of thirds", "assumed", "Part of their shelf life that goods must still have when they are sold")
    emergency_part: float = parameter(
        1.0, "share", 0.0, 1.0, "Veeraraghavan & Scheller-Wolf 2008: all of it", "assumed", "Part of what pays to be flown in when stock runs out that is flown; 0 forbids it")
    forecast_smoothing: float = parameter(0.1, "1/week", 0.001, 1.0, "Chen et al. 2000", "assumed", "Weight of the newest week in forecasts")
