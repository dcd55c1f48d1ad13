"""TODO ecosystem/view/charts."""
