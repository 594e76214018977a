"""The document that is written after an incident: its parts, its words, its action items, and what is said of it."""
