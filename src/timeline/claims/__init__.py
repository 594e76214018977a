"""What was written, held against what was recorded: by rule, without a model, without a connection."""
