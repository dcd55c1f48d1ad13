"""How firms come and go: the first state of every agent, and entry and exit week by week."""
