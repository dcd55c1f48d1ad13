"""Work on processes of this machine or on a cluster."""
