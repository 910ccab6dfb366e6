"""A lending library: one model for each kind of field that Django's admin draws in its own way."""

from django.db import models


class Publisher(models.Model):
    name = models.CharField("nombre", max_length=80, unique=True)
    city = models.CharField("ciudad", max_length=80, blank=True)

    class Meta:
        verbose_name = "editorial"
        verbose_name_plural = "editoriales"

    def __str__(self) -> str:
        return self.name


class Author(models.Model):
    name = models.CharField("nombre", max_length=80)

    class Meta:
        verbose_name = "autor"
        verbose_name_plural = "autores"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    FORMATS = [("paper", "Impreso"), ("audio", "Audiolibro"), ("screen", "Electrónico")]

    title = models.CharField("título", max_length=120)
    publisher = models.ForeignKey(Publisher, models.PROTECT, verbose_name="editorial")
    authors = models.ManyToManyField(Author, verbose_name="autores", blank=True)
    published = models.DateField("fecha de publicación")
    format = models.CharField("formato", max_length=10, choices=FORMATS, default="paper")
    cover = models.FileField("portada", upload_to="portadas", blank=True)
    available = models.BooleanField("disponible", default=True)
    notes = models.TextField("notas internas", blank=True)

    class Meta:
        verbose_name = "libro"
        verbose_name_plural = "libros"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Copy(models.Model):
    STATES = [("good", "Bueno"), ("worn", "Gastado"), ("lost", "Perdido")]

    book = models.ForeignKey(Book, models.CASCADE)
    shelf_mark = models.CharField("clave", max_length=20)
    state = models.CharField("estado", max_length=10, choices=STATES)

    class Meta:
        verbose_name = "ejemplar"
        verbose_name_plural = "ejemplares"

    def __str__(self) -> str:
        return self.shelf_mark


class Member(models.Model):
    name = models.CharField("nombre", max_length=80)
    email = models.EmailField("correo electrónico", unique=True)

    class Meta:
        verbose_name = "socio"
        verbose_name_plural = "socios"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Loan(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, verbose_name="libro")
    member = models.ForeignKey(Member, models.CASCADE, verbose_name="socio")
    taken = models.DateTimeField("salida")
    due = models.DateField("vence")

    class Meta:
        verbose_name = "préstamo"
        verbose_name_plural = "préstamos"

    def __str__(self) -> str:
        return f"{self.book} ({self.member})"
