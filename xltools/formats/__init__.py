"""From files to tables whose cells keep their addresses."""
