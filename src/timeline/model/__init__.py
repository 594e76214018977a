"""Values without input or output: window, event, coverage, errors, filters, masks."""
