"""Which lines of the repository ran: measuring them in every process, and comparing them with the lines cited."""
