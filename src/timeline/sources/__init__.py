"""The five sources that come with this package, and what they share."""
