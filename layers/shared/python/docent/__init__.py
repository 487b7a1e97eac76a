"""Docent: chatbots that answer from your own documents, with citations that can be checked."""
