"""Who changed what, when and through which channel, from the tables that triggers write."""
