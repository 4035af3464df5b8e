"""How every command looks and speaks: language, options that all have, progress, colour."""
