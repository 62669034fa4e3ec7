"""The only code that runs generated code: back ends behind one Protocol, limits, and the trial."""
