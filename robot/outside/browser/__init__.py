"""The only room that knows Playwright: finds and keeps a browser, and is the hands and eyes of each visit."""
