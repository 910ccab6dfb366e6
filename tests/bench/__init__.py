"""`make bench`: what the robot costs beside a hand-written Playwright script. Not part of the tests."""
