"""What is drawn for people and models that look: pages with their lines coloured, figures cut out."""
