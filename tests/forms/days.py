"""A column of days."""

from __future__ import annotations

from xltools.forms.dates import date_reader

DAY = date_reader()
