"""What a person has decided and not sent yet: kept step by step on the run, shared by terminal and browser."""
