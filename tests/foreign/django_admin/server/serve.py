"""Django's own admin, Mexican Spanish, over a library of our making: `serve.py FOLDER PORT [THEME...]`, on loopback.

The database and what is uploaded lie in FOLDER. What the admin shows and how is Django's, or the THEME's, an
application that draws the same admin in another way; only names are ours.
"""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.urls import path

FOLDER, PORT, THEMES = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]

settings.configure(
    ROOT_URLCONF=__name__,
    SECRET_KEY="only a test",
    ALLOWED_HOSTS=["127.0.0.1"],
    LANGUAGE_CODE="es-mx",
    TIME_ZONE="America/Mexico_City",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "library.db"}},
    MEDIA_ROOT=FOLDER / "media",
    STATIC_URL="static/",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    INSTALLED_APPS=[
        *THEMES,
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "library",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
)
django.setup()
urlpatterns = [path("", admin.site.urls)]
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("seed")
call_command("runserver", f"127.0.0.1:{PORT}", use_reloader=False, insecure_serving=True, skip_checks=True)
