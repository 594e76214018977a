"""What people write: their Markdown as items with source lines, and the times that stand in it."""
