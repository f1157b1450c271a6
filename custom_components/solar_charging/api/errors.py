"""Errors as in RFC 9457: `application/problem+json`, with a type a program can act on and a sentence for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from .schemas import FieldErrors

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of error that has a name of its own."""

    name: str
    status: HTTPStatus
    title: str


SOLAR_ARRAY_ALREADY_EXISTS = ProblemType(
    "SolarArrayAlreadyExists",
    HTTPStatus.CONFLICT,
    "A home has one solar array. Add a plane to it, or raise its capacity to the sum of all panels.",
)
SOLAR_LOCATION_REQUIRED = ProblemType(
    "SolarLocationRequired",
    HTTPStatus.CONFLICT,
    "A location is required. Set Home Assistant's home location, or send a location.",
)
SOLAR_ARRAY_REQUIRED = ProblemType(
    "SolarArrayRequired", HTTPStatus.CONFLICT, "There is no solar array yet. Create it first."
)
INVERTER_NOT_READABLE = ProblemType(
    "InverterNotReadable", HTTPStatus.CONFLICT, "This device has no sensor for its generation."
)
INVERTER_IS_AMBIGUOUS = ProblemType(
    "InverterIsAmbiguous", HTTPStatus.CONFLICT, "Several inverters of this make were found. Choose one of them."
)
VALIDATION_FAILED = ProblemType("ValidationFailed", HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields are invalid.")

TYPES = {
    one.name: one
    for one in (
        SOLAR_ARRAY_ALREADY_EXISTS,
        SOLAR_LOCATION_REQUIRED,
        SOLAR_ARRAY_REQUIRED,
        INVERTER_NOT_READABLE,
        INVERTER_IS_AMBIGUOUS,
        VALIDATION_FAILED,
    )
}


class ProblemError(Exception):
    """A request that cannot be done as asked: either a type of its own or plainly an HTTP status."""

    def __init__(
        self,
        kind: ProblemType | HTTPStatus,
        detail: str | None = None,
        *,
        field_errors: FieldErrors | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.field_errors = field_errors
        self.headers = headers or {}

    @property
    def status(self) -> HTTPStatus:
        """The answer's HTTP status."""
        return self.kind.status if isinstance(self.kind, ProblemType) else self.kind

    def as_dict(self, base: str, instance: str) -> dict[str, Any]:
        """Return the answer's body; `base` is the API's own URL, `instance` the request's path."""
        is_named = isinstance(self.kind, ProblemType)
        body: dict[str, Any] = {
            "type": f"{base}/problems/{self.kind.name}" if is_named else "about:blank",
            "title": self.kind.title if isinstance(self.kind, ProblemType) else self.kind.phrase,
            "status": int(self.status),
            "instance": instance,
        }
        if self.detail:
            body["detail"] = self.detail
        if self.field_errors is not None:
            body["field_errors"] = self.field_errors
        return body


def not_found(what: str) -> ProblemError:
    """Return the error of something that is not there."""
    return ProblemError(HTTPStatus.NOT_FOUND, f"This {what} doesn't exist.")


def invalid(field_errors: FieldErrors) -> ProblemError:
    """Return the error of fields that are not right."""
    return ProblemError(VALIDATION_FAILED, field_errors=field_errors)
