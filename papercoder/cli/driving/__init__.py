"""One run from the command line: started, driven, its question answered, its end reported."""
