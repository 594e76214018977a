"""The templates of a source's package."""
