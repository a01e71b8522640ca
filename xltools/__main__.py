"""`python -m xltools` is the same program as `xltools`."""

from .cli import main

if __name__ == "__main__":
    main()
