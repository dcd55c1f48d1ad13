"""Where agents meet: quotes, goods, freight, clearance, work, payments."""
