"""How firms choose: situations, alternatives, their evaluation, reviews, market entry, declarations."""
