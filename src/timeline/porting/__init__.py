"""What a source is, and what it gets for one pull."""
