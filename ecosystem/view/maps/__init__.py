"""TODO ecosystem/view/maps."""
