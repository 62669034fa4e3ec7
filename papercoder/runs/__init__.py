"""Where runs live: folders, checkpoints, the text store, locks, status, history; knows no node and asks no model."""
