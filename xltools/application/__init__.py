"""The application package: what an enterprise hands in, checked against the notice's list of materials."""
