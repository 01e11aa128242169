"""The errors that stop a run, with the exit code and the HTTP status each one means.

Findings about a project file are values (`kg.model.diagnostics.Diagnostic`); an exception is raised
only when the work at hand cannot go on.  One place in `kg.cli` and one in `kg.web` read
`exit_code` and `status`; nobody else translates errors.

    KgError                     2  500
    ├── UsageError              2  400   the call itself makes no sense
    ├── ProjectNotFound         2  500   no kg.toml here or above
    ├── ProjectRejected         1  500   files of the project have errors; carries the diagnostics
    ├── FileProblem             2  500   a file cannot be read or written
    ├── BuildBusy               2  503   another build holds the lock
    ├── VersionDamaged          2  503   a built version does not match its manifest
    ├── NoVersion               2  503   nothing has been built yet
    ├── WorkersNotStarted       2  503   the worker processes do not start
    ├── EngineError             2  502   a store elsewhere did not do what it was asked
    │   ├── EngineUnreachable   2  502   no connection, or none that lasted
    │   ├── EngineRefused       2  502   the store said no; carries its status and its words
    │   ├── EngineUnauthorized  2  502   it does not know the name, the password or the token
    │   ├── PushBusy            2  503   another push to the same store is under way
    │   └── PushDiffers         1  502   the store holds something else than was sent
    └── QueryError              1  400   a query that gets no answer
        ├── QuerySyntax         1  400
        ├── QueryRefused        1  403   SERVICE, updates
        ├── QueryTooLarge       1  413   the text or its nesting exceeds a cap
        ├── NotAcceptable       1  406
        ├── MediaTypeUnsupported 1 415
        ├── ResultTooLarge      1  422   the answer exceeds a cap; never cut in silence
        ├── QueryFailed         1  400   the engine refused to evaluate
        ├── QueryTimeout        1  503   the deadline passed
        ├── QueryOutOfMemory    1  503
        ├── EngineStopped       1  503   the worker died
        ├── EngineUnavailable   1  503   the engine elsewhere does not answer, or is being pushed to
        ├── QueryCancelled      1  503   its client went away, or took it back
        ├── VersionMoved        1  409   another version of the graph was asked for
        └── EndpointBusy        1  503   no place in the queue
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from kg.model.diagnostics import Diagnostic
from kg.model.wording import NOTHING, Message, phrase


class KgError(Exception):
    """Root of all errors that a user may meet.

    `message` is one plain sentence; `help` says what to do about it and may be empty.  Both are kept in
    English; `words` and `advice` hold them in every language.  Plain strings are English: the endpoint
    speaks English, and the site has words of its own.
    """

    exit_code: ClassVar[int] = 2
    status: ClassVar[int] = 500

    def __init__(self, message: str | Message, *, help: str | Message = NOTHING) -> None:
        self.words = Message(message) if isinstance(message, str) else message
        self.advice = Message(help) if isinstance(help, str) else help
        super().__init__(self.words.en)

    @property
    def message(self) -> str:
        """What went wrong, in English."""
        return self.words.en

    @property
    def help(self) -> str:
        """What to do about it, in English; may be empty."""
        return self.advice.en


def system_words(error: OSError) -> Message:
    """Why the operating system refused, in its own words; the common reasons in the other languages too."""
    said = error.strerror or type(error).__name__
    for code, words in _COMMON_REASONS.items():
        if error.errno == code or said == os.strerror(code):  # a store gives words alone
            return Message(said, words().ru, words().zh)
    return Message(said)


_COMMON_REASONS: Mapping[int, Callable[[], Message]] = MappingProxyType(
    {
        errno.ENOENT: lambda: phrase("No such file or directory"),
        errno.EACCES: lambda: phrase("Permission denied"),
        errno.EPERM: lambda: phrase("Operation not permitted"),
        errno.EISDIR: lambda: phrase("Is a directory"),
        errno.ENOTDIR: lambda: phrase("Not a directory"),
        errno.ENOSPC: lambda: phrase("No space left on device"),
        errno.EFBIG: lambda: phrase("File too large"),
        errno.EROFS: lambda: phrase("Read-only file system"),
    }
)


class UsageError(KgError):
    """The call itself makes no sense."""

    status = 400


class ProjectNotFound(KgError):
    """No folder with a kg.toml was found."""


class ProjectRejected(KgError):
    """Files of the project have errors, so the step that was asked for is not taken."""

    exit_code = 1

    def __init__(
        self, message: str | Message, diagnostics: Sequence[Diagnostic], *, help: str | Message = NOTHING
    ) -> None:
        super().__init__(message, help=help)
        self.diagnostics = tuple(diagnostics)


class FileProblem(KgError):
    """A file or folder cannot be read or written."""

    def __init__(self, path: Path, error: OSError, *, help: Message = NOTHING) -> None:
        super().__init__(phrase("{place}: {problem}", place=path, problem=system_words(error)), help=help)
        self.path = path


class BuildBusy(KgError):
    """Another build of the same project is running."""

    status = 503


class VersionDamaged(KgError):
    """A built version does not match its manifest."""

    status = 503


class NoVersion(KgError):
    """The project has no built version yet."""

    status = 503


class WorkersNotStarted(KgError):
    """The worker processes do not start, for want of memory, descriptors or time."""

    status = 503


class EngineError(KgError):
    """A store elsewhere did not do what it was asked."""

    status = 502


class EngineUnreachable(EngineError):
    """There is no connection to the store, or it broke."""


class EngineRefused(EngineError):
    """The store answered, but not as asked.

    `code` is its HTTP status, 0 where the request was not even sent; `said` is what it said, bounded and
    without control characters.
    """

    def __init__(
        self, message: str | Message, *, help: str | Message = NOTHING, code: int = 0, said: str = ""
    ) -> None:
        super().__init__(message, help=help)
        self.code = code
        self.said = said


class EngineUnauthorized(EngineRefused):
    """The store does not know the credentials, or asks for some where there are none."""


class PushBusy(EngineError):
    """Another push to the same store is under way."""

    status = 503


class PushDiffers(EngineError):
    """The store holds something else than was sent to it."""

    exit_code = 1


class QueryError(KgError):
    """A query that gets no answer.

    `line`, `column` (1-based, in characters) and `length` point into the query text where the
    cause has a place; `kind` names the problem type of the response (`/problems/<kind>`).
    """

    exit_code = 1
    status = 400
    kind: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "The request cannot be answered"

    def __init__(
        self,
        message: str | Message,
        *,
        help: str | Message = "",
        line: int | None = None,
        column: int | None = None,
        length: int | None = None,
        suggestion: str | None = None,
    ) -> None:
        super().__init__(
            Message(message) if isinstance(message, str) else message,
            help=Message(help) if isinstance(help, str) else help,
        )
        self.line = line
        self.column = column
        self.length = length
        self.suggestion = suggestion


class QuerySyntax(QueryError):
    """The text is not a SPARQL query."""

    kind = "syntax"
    title = "The query has a syntax error"


class QueryRefused(QueryError):
    """The query asks for something this endpoint never does (SERVICE, updates)."""

    status = 403
    kind = "refused"
    title = "The query is refused"


class QueryTooLarge(QueryError):
    """The query text, or the nesting in it, exceeds a cap."""

    status = 413
    kind = "query-too-large"
    title = "The query is too large"


class NotAcceptable(QueryError):
    """None of the media types that the client accepts can be written for this query form."""

    status = 406
    kind = "not-acceptable"
    title = "No acceptable format"


class MediaTypeUnsupported(QueryError):
    """The request body is of a type that the SPARQL Protocol does not know."""

    status = 415
    kind = "media-type"
    title = "Unsupported media type"


class ResultTooLarge(QueryError):
    """The whole answer exceeds a cap, and a part of it was not asked for."""

    status = 422
    kind = "result-too-large"
    title = "The answer is larger than the limit"


class QueryFailed(QueryError):
    """The query is well formed, but the engine cannot evaluate it."""

    kind = "evaluation"
    title = "The query cannot be evaluated"


class QueryTimeout(QueryError):
    """The deadline passed before the answer was whole."""

    status = 503
    kind = "timeout"
    title = "The query took too long"


class QueryOutOfMemory(QueryError):
    """The worker reached its memory limit."""

    status = 503
    kind = "memory"
    title = "The query needs too much memory"


class EngineStopped(QueryError):
    """The worker process ended before it answered."""

    status = 503
    kind = "engine-stopped"
    title = "The query ended its worker"


class EngineUnavailable(QueryError):
    """The engine behind the site does not answer, or does not hold one whole version now."""

    status = 503
    kind = "engine-unavailable"
    title = "The engine behind the site does not answer"


class EndpointBusy(QueryError):
    """Every worker is taken and the queue is full."""

    status = 503
    kind = "busy"
    title = "The endpoint is busy"


class QueryCancelled(QueryError):
    """The client that asked went away, or took the query back."""

    status = 503
    kind = "cancelled"
    title = "The query was cancelled"


class VersionMoved(QueryError):
    """The request demands a version of the graph that is not served; `current` is the one that is."""

    status = 409
    kind = "version-moved"
    title = "The graph has changed"

    def __init__(self, message: str, *, current: str, help: str = "") -> None:
        super().__init__(message, help=help)
        self.current = current
