"""The trade network as agents see it: freight on its lanes, and the paths that goods take."""
