"""A fifth service from outside the package: a bonded warehouse run by platforms."""
