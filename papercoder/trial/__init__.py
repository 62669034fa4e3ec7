"""What is run of a generated repository, and what that showed: environment, stages, metrics. Confining is `sandbox`."""
