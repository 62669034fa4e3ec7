"""The example's own full run, killed while its environment is made and while it runs, and gone on with."""
