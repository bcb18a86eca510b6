"""What a route asks of its caller, as FastAPI dependencies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fastapi import Request

from central.access import kept_forms, signing
from central.access.attempts import LockedError
from central.access.kept_forms import KeptForm
from central.access.needs import Needs
from central.access.passwords import BusyError
from central.access.rules import RIGHTS, Principal, Right, TokenRole
from central.access.service import authenticate
from central.access.sessions import PREFIX, principal_of
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.problems import ProblemError
from central.words.reasons import RuleRefusedError

COOKIE = "lineside_session"
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded")
_KNOWN = "lineside.principals"
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="lineside"'}


class Guard:
    """Makes the dependencies; each returns the Principal or raises 401 or 403, and says by its
    ``right`` what the route takes. ``key``: the site's, of ``badges.site_key``.
    """

    def __init__(self, db: Database, *, key: bytes, loopback_read: bool = False) -> None:
        self._db = db
        self.key = key
        self._loopback_read = loopback_read

    def requires(self, right: Right) -> Needs:
        """For programs: a bearer token, or a session as one, whose holder has ``right``."""

        def check(request: Request) -> Principal:
            return _allowed(self._of(request, bearer(request)), right)

        return Needs(right, check)

    def visitor(self, request: Request, right: Right) -> Principal:
        """For pages: as above, or the cookie of a session; or, where the configuration allows it,
        anybody on this machine who only looks at the floor.
        """
        text = bearer(request) or request.cookies.get(COOKIE, "")
        open_to_all = self._loopback_read and right in RIGHTS[TokenRole.VIEWER]
        if not text and open_to_all and _from_this_machine(request):
            return Principal(roles=frozenset({TokenRole.VIEWER}), name="this machine")
        return _allowed(self._of(request, text), right)

    def second_person(
        self,
        request: Request,
        first: Principal,
        right: Right,
        proof: signing.Proof,
        *,
        why: str = "",
        say: Callable[[RuleRefusedError], str] = "{}.".format,
    ) -> Actor:
        """Both, where an action needs two: ``who`` is ``first+second``. Raises 403, 429 or 503;
        ``say`` finds the words for what is missing.
        """
        try:
            with refusals_said():
                who = signing.second_person(
                    self._db,
                    self.key,
                    first,
                    right,
                    proof,
                    source=source_of(request),
                    now_us=now_us(),
                )
        except RuleRefusedError as error:
            raise ProblemError(403, "second_person", say(error)) from error
        except ProblemError as error:
            if error.code != "sign_in_refused":
                raise
            whose = proof.person.strip() or "who scanned"
            said = f"Password or badge of the second person ({whose}) is not right."
            raise ProblemError(403, "second_refused", said) from error
        return Actor(who=who, why=why)

    def signed_in(self, request: Request) -> Principal | None:
        """Whose session the visitor has now, whatever the page takes."""
        return principal_of(self._db, request.cookies.get(COOKIE, ""), now_us())

    def whose_session(self, request: Request) -> str:
        """Whose the visitor's session is or was, for ``keep``; empty: nobody's that is known."""
        return kept_forms.owner_of(self._db, request.cookies.get(COOKIE, ""))

    def keep(self, owner: str, form: KeptForm) -> str:
        """A form for whoever typed it; by what is returned ``kept`` finds it."""
        return kept_forms.keep(self._db, owner, form, now_us())

    def kept(self, text: str, visitor: Principal) -> KeptForm | None:
        """None: it is not theirs, or no longer kept."""
        return kept_forms.find(self._db, text, visitor, now_us())

    def _of(self, request: Request, text: str) -> Principal:
        """Looked up once in a request, however many ask."""
        known: dict[str, Principal] = request.scope.setdefault(_KNOWN, {})
        if text not in known:
            known[text] = self._looked_up(text)
        return known[text]

    def _looked_up(self, text: str) -> Principal:
        principal = None
        if text.startswith(PREFIX):
            principal = principal_of(self._db, text, now_us())
        elif text:
            principal = authenticate(self._db, text, now_us())
        if principal is None:
            raise ProblemError(
                401,
                "unauthenticated",
                "A valid token is needed: Authorization: Bearer ...",
                _CHALLENGE,
            )
        return principal


@contextmanager
def refusals_said() -> Iterator[None]:
    """Refusals of signing in as problems: 403, 429 and 503."""
    try:
        yield
    except signing.SignInRefusedError as error:
        raise ProblemError(
            403, "sign_in_refused", "Person, password, badge or token is not right."
        ) from error
    except LockedError as error:
        wait = wait_s(error)
        raise ProblemError(
            429,
            "locked",
            f"Too many attempts were refused. The next is looked at in {wait} s.",
            {"Retry-After": str(wait)},
        ) from error
    except BusyError as error:
        raise busy() from error


def busy() -> ProblemError:
    return ProblemError(
        503, "busy", "Too many people sign in at this moment. Try again.", {"Retry-After": "1"}
    )


def wait_s(error: LockedError) -> int:
    """Whole seconds until the lock ends, at least one."""
    return max(1, -(-(error.until_us - now_us()) // 1_000_000))


def bearer(request: Request) -> str:
    """The token in the header; empty: none."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def source_of(request: Request) -> str:
    """The peer's address, for counting."""
    return request.client.host if request.client is not None else "unknown"


def _from_this_machine(request: Request) -> bool:
    """And not through a proxy that runs here."""
    forwarded = any(name in request.headers for name in _FORWARDED)
    return not forwarded and source_of(request) in _LOOPBACK


def _allowed(principal: Principal, right: Right) -> Principal:
    if not principal.may(right):
        roles = " and ".join(sorted(principal.roles)) or "nobody"
        raise ProblemError(403, "forbidden", f"The role {roles} lacks {right}.")
    return principal
