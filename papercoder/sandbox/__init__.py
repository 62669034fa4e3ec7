"""What confines generated code: back ends behind one Protocol, and their limits. What to run is decided elsewhere."""
