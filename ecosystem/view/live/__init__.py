"""What a live page runs and is sent: a model in its thread, and small updates of charts and map."""
