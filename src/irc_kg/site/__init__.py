"""A site made of a project: pages for those who have no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from irc_kg.files import write_text
from irc_kg.project import Project
from irc_kg.site.edition import Edition
from irc_kg.site.frame import Frame
from irc_kg.site.pages import Page, SiteFile
from irc_kg.site.writing import SiteFolder, Written
from irc_kg.store.datatypes import PartialDate, today

if TYPE_CHECKING:
    from irc_kg.site.one_file import OneFile


class Site:
    """The site of a project; the same state of the project gives the same pages.

    ``base_url``: where it will be found, which addresses that leave it name (the sitemap, the feed).
    ``sparql``: the npm package of Oxigraph, a folder or an archive, for a page that asks in SPARQL.
    """

    def __init__(
        self,
        project: Project,
        *,
        base_url: str = "",
        day: PartialDate | None = None,
        sparql: Path | None = None,
    ) -> None:
        self.edition = Edition(project, day or today(), base_url, has_sparql=sparql is not None)
        self._sparql = sparql

    @cached_property
    def frame(self) -> Frame:
        return Frame(self.edition)

    def __iter__(self) -> Iterator[Page | SiteFile]:
        """All pages, and what lies beside them; with an address, the list of them for those who search."""
        from irc_kg.site.questions import QuestionPages

        return self._with(QuestionPages(self.edition))

    def _with(self, questions: Iterable[Page | SiteFile]) -> Iterator[Page | SiteFile]:
        """All of it, with the pages of questions as they are made."""
        from irc_kg.site.search_index import SearchIndex

        index = SearchIndex(self.edition)
        paths = []
        for part in chain(chain.from_iterable(self._makers()), questions):
            if isinstance(part, Page):
                paths.append(part.path)
                index.note(part)
            yield part
        yield index.file()
        if self.edition.base_url:
            from irc_kg.site.sitemap import sitemap

            yield from sitemap(self.edition.base_url, paths, self.edition.day)

    def _makers(self) -> Iterator[Iterable[Page | SiteFile]]:
        """What makes the pages of each kind but questions, each loaded when its turn has come."""
        from irc_kg.site.about import AboutPages
        from irc_kg.site.feed import ChangePages
        from irc_kg.site.front import FrontPages
        from irc_kg.site.pictures import PicturePages
        from irc_kg.site.redirects import Redirects
        from irc_kg.site.sides_pages import SidesPages
        from irc_kg.site.sources import SourcePages
        from irc_kg.site.things import ThingPages
        from irc_kg.site.vocabulary import VocabularyPages

        yield FrontPages(self.edition)
        yield SidesPages(self.edition)
        yield PicturePages(self.edition)
        yield AboutPages(self.edition)
        yield ChangePages(self.edition)
        yield ThingPages(self.edition)
        yield SourcePages(self.edition)
        yield VocabularyPages(self.edition)
        yield Redirects(self.edition)
        if self._sparql is not None:
            from irc_kg.site.sparql import SparqlPages

            yield SparqlPages(self.edition, self._sparql)

    def write(self, folder: Path, one_file: Path | None = None) -> Written:
        """Write the site into a folder that is new, empty, or that of an earlier run.

        ``one_file``: where all of it is written as one file too. Raises OtherFilesError and FileWriteError.
        """
        with self._being_made() as parts:
            if one_file is None:
                return SiteFolder(folder).write(self.frame, parts)
            packed = self._empty_file()
            written = SiteFolder(folder).write(self.frame, packed.taking(parts))
        write_text(one_file, packed.text())
        return written

    def write_one_file(self, path: Path) -> int:
        """Write all of it as one file, which can be mailed and opened from a disk; how many pages it has.

        Raises FileWriteError.
        """
        packed = self._empty_file()
        with self._being_made() as parts:
            pages = sum(isinstance(part, Page) for part in packed.taking(parts))
        write_text(path, packed.text())
        return pages

    @contextmanager
    def _being_made(self) -> Iterator[Iterator[Page | SiteFile]]:
        """All of it, of which a second process makes a part."""
        from irc_kg.site.beside import QuestionsBeside

        with closing(QuestionsBeside(self.edition)) as questions:
            yield self._with(questions)

    def _empty_file(self) -> OneFile:
        from irc_kg.site.one_file import OneFile

        return OneFile(self.frame)
