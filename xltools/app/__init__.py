"""The use cases, one module per command. Faces (command line, ribbon, page) translate; they decide nothing."""
