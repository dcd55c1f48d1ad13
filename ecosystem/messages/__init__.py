"""What agents and markets say to each other: frozen records of arrays, almost without behaviour.

Arrays named by row have one entry for each row of the record; C is the number of countries, R of
regions, V of value-of-time classes, H of hubs.
"""
