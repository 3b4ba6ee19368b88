"""The core: everything that decides, as pure functions over values, with the time as an argument."""
