"""The mailboxes over IMAP: the only room that imports IMAPClient. Reads only, and never marks a mail as seen."""
