"""What `xltools doctor` looks at on a machine: versions, settings, packs, folders, fonts, office programs, buttons.

Nothing is changed but a file that is written to a folder and taken away again, to see whether that goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from ..errors import SettingsFault
from ..surroundings import Condition
from .machine import folders, libraries, programs, screen
from .office import buttons, fonts, office_programs
from .own import packs, settings_file

LOOKS = (programs, libraries, settings_file, packs, folders, screen, fonts, office_programs, buttons)
"""In the order in which people read them."""


def examine() -> Iterator[Condition]:
    """Everything, one condition after the other."""
    for look in LOOKS:
        # What hangs on settings that cannot be read is not looked at: they are said to be broken themselves.
        with suppress(SettingsFault):
            yield from look()
