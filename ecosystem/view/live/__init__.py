"""TODO ecosystem/view/live."""
