"""Who is who: one row a person, joined only by what services state or a file says."""
