"""How a record is written: one file a form."""
