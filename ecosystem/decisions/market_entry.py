"""Market entry: firms look at further destinations and open the best one that pays."""

from __future__ import annotations

import numpy as np

from ecosystem.core.arrays import Integers
from ecosystem.core.ledger import AccountRows, Ledger
from ecosystem.decisions.context import DecisionContext
from ecosystem.decisions.review import decide
from ecosystem.decisions.situations import prospect_situations
from ecosystem.messages.market_entries import MarketEntries


def find_markets(context: DecisionContext, sellers: Integers, ledger: Ledger) -> MarketEntries:
    """The best new market of each firm, if it pays back the cost of entry and the firm can pay.

    Args:
        context: what is looked at.
        sellers: rows of the firms that look around.
        ledger: the cost of entry is paid here.
    """
    firms, parameters = context.firms, context.parameters.sellers
    found = decide(prospect_situations(context, sellers), context)
    worth = found.profit - firms.further_market_cost(parameters)[found.seller]
    kept = parameters.market_entry_reserve * firms.starting_cash[found.seller]
    able = firms.cash[found.seller] > parameters.market_entry_cost + kept
    found = found.take(able & (worth * parameters.payback_weeks > parameters.market_entry_cost))
    order = np.lexsort((-found.profit, found.seller))
    _, first = np.unique(found.seller[order], return_index=True)
    best = found.take(order[first])
    cost = np.full(len(best.seller), parameters.market_entry_cost)
    ledger.pay("market entry", AccountRows("firms", best.seller), "suppliers", cost)
    return MarketEntries(
        firm=firms.id[best.seller],
        destination=best.destination,
        service=best.service,
        provider=best.provider,
    )
