"""What is measured each week: one file a topic, and the catalogue of all indicators.

`records.Records` keeps what they measure: one row a week for the world, and one a week and country.
"""

from __future__ import annotations

from ecosystem.outputs.indicators.catalogue import (
    COUNTRIES,
    WORLD,
    Catalogue,
    Indicator,
    IndicatorError,
    country_indicator,
    country_indicators,
    family,
    indicator,
    indicators,
    of_countries,
)

# The order of these imports is the order of the columns in the weekly records.
# isort: off
from ecosystem.outputs.indicators import firms as firms
from ecosystem.outputs.indicators import trade as trade
from ecosystem.outputs.indicators import delivery as delivery
from ecosystem.outputs.indicators import providers as providers
from ecosystem.outputs.indicators import customs as customs
from ecosystem.outputs.indicators import labour as labour
from ecosystem.outputs.indicators import stock as stock
from ecosystem.outputs.indicators import freight as freight
from ecosystem.outputs.indicators import by_country as by_country
# isort: on

__all__ = [
    "COUNTRIES",
    "WORLD",
    "Catalogue",
    "Indicator",
    "IndicatorError",
    "country_indicator",
    "country_indicators",
    "family",
    "indicator",
    "indicators",
    "of_countries",
]
