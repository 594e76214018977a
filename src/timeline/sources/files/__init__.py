"""What people keep in files."""

from __future__ import annotations

from timeline.sources.files.notes import Notes

__all__ = ["Notes"]
