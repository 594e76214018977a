"""What may be shown: people, customers and terms taken out of a record, and the proof that none is left."""
