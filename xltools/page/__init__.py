"""The self-check page: one HTML file with which an enterprise checks its forms before it hands them in, offline."""
