"""Saved records for agents: a read-only server over bundles."""
