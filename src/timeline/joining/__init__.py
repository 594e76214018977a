"""The same thing, seen by several systems: joined by explicit keys only."""
