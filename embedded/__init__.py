"""The embedded stack: real servers in one folder, for `redress up`, `redress demo` and the tests."""
