"""The program `xltools`, and `python -m xltools`."""

import sys


def main() -> None:
    """Run the command line. Ctrl-C while it is still being loaded is told as any later one."""
    try:
        from .cli import main as program

        program()
    except KeyboardInterrupt:
        sys.stderr.write("已中断，没有写出未完成的文件。\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
