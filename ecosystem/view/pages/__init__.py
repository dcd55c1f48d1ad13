"""TODO ecosystem/view/pages."""
