"""TODO ecosystem/view/style."""
