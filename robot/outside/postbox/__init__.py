"""The mails that the robot sends: the only room that speaks SMTP. Sends to the addresses of settings and no other."""
