"""The live page: its panels in Python, and what the browser draws in Vue."""
