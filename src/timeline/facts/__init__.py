"""Facts for a systems analysis: what a record holds by fixed rules, each with the events that it rests on."""
