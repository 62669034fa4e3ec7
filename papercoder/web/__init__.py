"""Pages over runs and reviews for a browser; what they show and send is made by runs and review, not here."""
