"""What a run will need, from the length of the paper and the ratios of recorded runs; asks no model."""
