"""An agent-based model of the cross-border e-commerce ecosystem."""
