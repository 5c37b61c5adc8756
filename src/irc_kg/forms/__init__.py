"""Forms: what the SHACL shapes ask of a thing, asked of people one by one or in a table."""

from irc_kg.forms.columns import CellFault, TableFaultsError
from irc_kg.forms.evidence_file import Origin, new_file, new_source, origin_of, proposed_file, source_form
from irc_kg.forms.fields import EntryFaultsError, Fields, UnknownFieldError, sentence
from irc_kg.forms.files import SourceFile, files_of, needs_place, source_files
from irc_kg.forms.form import Field, Form, with_article
from irc_kg.forms.importing import TableFile, import_table
from irc_kg.forms.naming import Naming, kebab
from irc_kg.forms.rows import Progress
from irc_kg.forms.saving import Addition
from irc_kg.forms.shapes import classes_with_forms, form_of, thing_form
from irc_kg.forms.templates import write_csv, write_template
from irc_kg.forms.things import IncompleteError, Place, new_thing, refuse_same_label
from irc_kg.forms.values import Choice, Values, WrongValueError

__all__ = [
    "Addition",
    "CellFault",
    "Choice",
    "EntryFaultsError",
    "Field",
    "Fields",
    "Form",
    "IncompleteError",
    "Naming",
    "Origin",
    "Place",
    "Progress",
    "SourceFile",
    "TableFaultsError",
    "TableFile",
    "UnknownFieldError",
    "Values",
    "WrongValueError",
    "classes_with_forms",
    "files_of",
    "form_of",
    "import_table",
    "kebab",
    "needs_place",
    "new_file",
    "new_source",
    "new_thing",
    "origin_of",
    "proposed_file",
    "refuse_same_label",
    "sentence",
    "source_files",
    "source_form",
    "thing_form",
    "with_article",
    "write_csv",
    "write_template",
]
