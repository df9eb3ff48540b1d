"""Rules that matters of a person share in any lifecycle: grounds, information, consent, sharing, calls.

A lifecycle that offers one of them imports its module; a policy switches it on.
"""
