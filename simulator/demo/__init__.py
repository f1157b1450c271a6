"""A real Home Assistant with the simulated home in it: `script/demo` runs this package as a program."""
