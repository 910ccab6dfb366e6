"""The rows that the flows find: always the same."""

from datetime import date, timedelta

from django.contrib.auth.models import Permission, User
from django.core.management.base import BaseCommand
from library.models import Author, Book, Copy, Member, Publisher

_PUBLISHERS = ["Era", "Joaquín Mortiz", "Siglo XXI", "Sexto Piso"]
_AUTHORS = [
    "Amparo Dávila",
    "Elena Garro",
    "Inés Arredondo",
    "Jorge Ibargüengoitia",
    "Juan Rulfo",
    "Rosario Castellanos",
]
_BOOKS = 23


class Command(BaseCommand):
    def handle(self, *_args: object, **_options: object) -> None:
        User.objects.create_superuser("rosario", password="Balún-Canán 57")
        reader = User.objects.create_user("elena", password="solo-mirar 1", is_staff=True)
        reader.user_permissions.add(Permission.objects.get(codename="view_book"))
        publishers = [Publisher.objects.create(name=name, city="México") for name in _PUBLISHERS]
        authors = [Author.objects.create(name=name) for name in _AUTHORS]
        for number in range(1, _BOOKS + 1):
            book = Book.objects.create(
                title=f"Cuentos reunidos {number:02}",
                publisher=publishers[number % len(publishers)],
                published=date(2021, 1, 15) + timedelta(days=31 * number),
                format=Book.FORMATS[number % 3][0],
            )
            book.authors.add(authors[number % len(authors)])
            Copy.objects.create(book=book, shelf_mark=f"CR-{number:02}", state="good")
        for number in range(1, 26):
            Member.objects.create(name=f"Socia Número {number:02}", email=f"socia{number:02}@lectores.example")
