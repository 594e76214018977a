"""Many incidents: bundles put into one catalog, questions asked over all of them, and the same work done to each."""
