"""Rules that matters of a person share, whatever their lifecycle: grounds, information, consent, sharing.

A lifecycle that offers one of them imports its module; a policy switches it on.
"""
