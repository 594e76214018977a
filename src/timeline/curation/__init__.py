"""What people make of a record: which of its lines an edited document shows, and in whose words."""
