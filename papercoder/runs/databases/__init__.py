"""The two databases that hold checkpoints and texts: SQLite in the data folder, and Postgres."""
