"""Whether all text of a source is in the paper: what is nowhere, why it is left out, and putting it back."""
