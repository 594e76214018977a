"""What people keep in files, and what systems write into them."""

from __future__ import annotations

from timeline.sources.files.notes import Notes
from timeline.sources.files.table import Files

__all__ = ["Files", "Notes"]
