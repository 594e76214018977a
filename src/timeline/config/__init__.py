"""`timeline.toml`: read, and begun by `timeline init`."""
