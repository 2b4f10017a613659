"""The account pages: session log-in, forms, words."""
