"""Files read as they are stored: bytes become a `Book` of `Grid`s whose cells keep value, kind, format and address."""
