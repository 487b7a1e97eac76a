"""Docent: chatbots that answer from your own documents, with citations that can be checked."""

import gc

# What a cold start imports stays: the default would look through it a hundred times, a tenth of the wait.
gc.set_threshold(50_000)
