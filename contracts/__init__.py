"""The names, ids and messages that workflows, activities and their callers share, and the callers' side."""
