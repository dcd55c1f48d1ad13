"""TODO ecosystem/view/html."""
