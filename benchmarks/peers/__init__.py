"""Other servers with the same world, to be measured beside this one."""
