"""Docent: chatbots that answer from your own documents, with citations that can be checked."""

import gc

# What a cold start imports stays: looking through it for garbage again and again would be waited for.
gc.set_threshold(50_000)
