"""The HTTP API: staff decide here, and other systems open matters.

`app` puts it together; `callers` says who asks and what they may; `problems` how every refusal reaches
them; `cases`, `decisions`, `evidence`, `paper`, `people`, `webhooks` and `health` are its routes, by what
they are about.
"""
