"""A tiny world written by hand: two invented countries, three hubs, one sea lane that only Suez joins."""

from __future__ import annotations

TINY = {
    "countries.csv": """iso3,eu_member,landlocked,gdp_usd,population,internet_users_pct,egdi_2024,lpi2023_overall,lpi2023_customs,lpi2023_infrastructure,lpi2023_logistics_competence,lpi2023_timeliness,lpi2023_tracking,lpi2018_overall,lpi2018_customs,lpi2018_infrastructure,lpi2018_logistics_competence,lpi2018_timeliness,lpi2018_tracking,db2020_import_border_hours,db2020_import_doc_hours,tariff_applied_wmean_pct,vat_standard_pct,tertiary_gross_enrolment_pct,pwt_labour_share,labour_force,unemployment_pct,exports_2019_musd
AAA,0,0,2e12,1e8,80,.8,4,4,4,4,4,4,,,,,,,10,5,2,10,60,.6,5e7,5,1e5
BBB,0,0,1e12,1e8,60,.6,3,3,,3,3,3,3,3,3,3,3,3,20,5,4,,50,.5,5e7,6,1e5
""",
    "regions.csv": "iso3,region\nAAA,East\nBBB,West\n",
    "hubs.csv": "hub,iso3,latitude,longitude,population,airport,seaport\nAlpha,AAA,0,0,1e6,ALP,AAALP\nBeta,BBB,0,30,1e6,BET,BBBET\nGamma,BBB,0,35,5e5,,\n",
    "sea_lanes.csv": "origin_hub,destination_hub,km,passages,km_suez_closed,km_panama_closed,km_malacca_closed\nAlpha,Beta,4000,suez,,4000,4000\n",
    "bilateral.csv": "origin,destination,air_km,weighted_km,contiguous,common_language,colony,trade_agreement,rcep,trade_2019_musd\nAAA,BBB,3000,3000,0,0,0,1,0,500\nBBB,AAA,3000,3000,0,0,0,1,0,400\n",
    "de_minimis.csv": "iso3,duty_2024_usd,tax_2024_usd,duty_2026_usd,tax_2026_usd\nAAA,100,0,100,0\nBBB,,,,\n",
    "express_zone_shape.csv": "zone,intercept_ratio_to_zone1,slope_ratio_to_zone1\n1,1,1\n2,1.5,2\n",
    "categories.csv": "name,weight_median_kg,weight_spread,value_median_usd,value_spread,gross_margin,return_rate,obsolescence_per_week,shelf_life_weeks,shrinkage_per_week,tariff_factor,spending_share,volumetric_density_kg_m3,price_elasticity,source\nbooks,.5,.5,20,.5,.4,.05,.001,,.0003,1,1,400,4,assumed\n",
    "providers.csv": "name,kind,home_hub,origin_regions,destination_regions,size,price_level,quality,source\nFast,carrier,Alpha,all,all,1,1,.9,assumed\nCheap,platform,Beta,East;BBB,all,1,1,.7,assumed\n",
    "rail.csv": "iso3,gauge_mm,source\nAAA,1435,assumed\n",
    "land_borders.csv": "iso3_a,iso3_b,rule,modes,source\nAAA,BBB,closed,road;rail,assumed\n",
}
"""Text of each of its files, by name."""
