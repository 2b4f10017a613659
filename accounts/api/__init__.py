"""Accounts by REST: parse, call a service, answer."""
