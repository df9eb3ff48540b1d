"""Contracts with Temporal: what workflows, activities and those who ask them agree on, and how to ask."""
