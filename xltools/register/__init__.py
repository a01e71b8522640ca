"""The hand-in register (报送台账): who has to hand in what, what came when, in which round, and what changed between rounds."""
