"""What the benchmarks of whole runs share: starting the program, comparing repositories, describing the machine."""
