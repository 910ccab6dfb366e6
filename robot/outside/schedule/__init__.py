"""The machine's own scheduler: systemd, cron or the Windows Task Scheduler. One module each, one contract."""
