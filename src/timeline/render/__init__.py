"""From a record to something people and programs read."""
