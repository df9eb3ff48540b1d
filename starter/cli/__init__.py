"""The command line: `redress`.

`main` puts it together. Its commands are in `stack`, `production`, `cases`, `register`, `paper`, `staff`,
`calendar` and `imports`, by what they are about; the other modules are what these work with.
"""
