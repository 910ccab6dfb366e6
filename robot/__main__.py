"""`python -m robot` is the command infonavit-robot."""

from robot.cli.main import main

main()
