"""Sellers: the firms, their listings in each market, and who enters."""
