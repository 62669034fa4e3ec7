"""Whatever a person has of a paper becomes one `Paper` here, and quotes are found again in it; asks no model."""
