"""Secrets at rest: AES-256-GCM over rows that the ledger's database keeps. The door is vault.open_vault."""
