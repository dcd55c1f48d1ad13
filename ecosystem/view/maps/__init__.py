"""Maps as SVG: the projection, flows of trade between countries, freight along its routes."""
