"""What `dev.py` does, and the embedded services."""
