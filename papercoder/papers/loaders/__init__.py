"""Documents that other readers do not take: mail, workbooks, reStructuredText, Org, and rows of values."""
