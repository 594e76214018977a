"""From events to the lines that people read: folds, the part about one incident, selections put together."""
