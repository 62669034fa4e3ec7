"""One module per page: reads what the page shows, answers what is sent from it."""
