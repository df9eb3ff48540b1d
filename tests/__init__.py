"""The tests mirror the folders of the product; `house.py` is what they share."""
