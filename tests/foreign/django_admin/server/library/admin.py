"""The admin as it comes, with the widgets it has for each field switched on."""

from django.contrib import admin, messages
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest

from library.models import Author, Book, Copy, Loan, Member, Publisher


class CopyRows(admin.TabularInline):
    model = Copy
    extra = 0


@admin.register(Book)
class BookAdmin(admin.ModelAdmin):
    list_display = ["title", "publisher", "published", "format", "available"]
    list_filter = ["publisher", "format", "available"]
    list_per_page = 10
    search_fields = ["title"]
    date_hierarchy = "published"
    filter_horizontal = ["authors"]
    radio_fields = {"format": admin.HORIZONTAL}
    inlines = [CopyRows]
    actions = ["withdraw"]
    fieldsets = [
        (None, {"fields": ["title", "publisher", "authors", "published", "format", "cover", "available"]}),
        ("Datos internos", {"fields": ["notes"], "classes": ["collapse"]}),
    ]

    @admin.action(description="Retirar los libros seleccionados")
    def withdraw(self, request: HttpRequest, books: QuerySet[Book]) -> None:
        changed = books.update(available=False)
        self.message_user(request, f"Se retiraron {changed} libros.", messages.SUCCESS)


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    list_display = ["name", "email"]
    list_editable = ["email"]
    search_fields = ["name"]


@admin.register(Loan)
class LoanAdmin(admin.ModelAdmin):
    list_display = ["book", "member", "taken", "due"]
    autocomplete_fields = ["member"]
    raw_id_fields = ["book"]


admin.site.register([Publisher, Author])


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    list_display = ["session_key", "expire_date"]
