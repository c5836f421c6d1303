"""How does a profile with an MFA device get its session, without a prompt that tears the screen?

botocore asks with `getpass`, which blocks the thread that reads and writes over whatever the terminal shows. Here the
same step of the credential chain asks the person through a callback and waits without blocking. A wrong code is asked
for again with AWS's reason. What the AWS CLI keeps of such sessions (`~/.aws/cli/cache`) is used as long as it lasts;
nothing is ever written there, for a program that only reads shall leave no keys behind.

A code can be used once. So where several of the chosen profiles name the same device, the code begins one session of
their common source (GetSessionToken), and each role is assumed with that: one question instead of one every 30 seconds.
Source: AWS CLI User Guide, "Use an IAM role in the AWS CLI"; STS API Reference, GetSessionToken; botocore
`credentials.py` (AssumeRoleProvider).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from aiobotocore.credentials import (
    AioAssumeRoleCredentialFetcher,
    AioAssumeRoleProvider,
    AioDeferredRefreshableCredentials,
)
from aiobotocore.session import AioSession
from botocore.exceptions import ClientError

from vpce_tui.collect.asking import MOST_ATTEMPTS, AskCode, CodeQuestion
from vpce_tui.collect.cli_cache import CliCache, ends
from vpce_tui.collect.failures import REASON_BY_CODE, ReadError, failed, words
from vpce_tui.model.coverage import Reason

LEFT_SECONDS: Final = 60
"""A session with less than this left is not used any more. botocore itself would ask 15 minutes before its end."""

# AWS has no code of its own for a wrong MFA code: it is a refusal whose words begin so. What is no code at all is a
# ValidationError. Source: STS API Reference, AssumeRole; the words are those of AWS's answers.
_WRONG: Final = "MultiFactorAuthentication failed"

_ARGUMENTS: Final = {
    "role_session_name": "RoleSessionName",
    "external_id": "ExternalId",
    "mfa_serial": "SerialNumber",
    "duration_seconds": "DurationSeconds",
}
"""Which setting of a profile becomes which parameter of AssumeRole."""

Creator = Callable[..., Any]
"""Makes the STS client that assumes the role, from the source's keys."""

# botocore's classes have no types.
_Fetcher: Any = AioAssumeRoleCredentialFetcher
_Provider: Any = AioAssumeRoleProvider
_Refreshable: Any = AioDeferredRefreshableCredentials


class Asker:
    """Asks a person for codes, one question at a time. One event loop's own."""

    def __init__(self, ask: AskCode | None) -> None:
        """`ask` None: there is nobody to ask."""
        self._ask = ask
        self._one_at_a_time = asyncio.Lock()
        self._beginning = asyncio.Lock()
        self._sessions: dict[tuple[str, str], dict[str, Any]] = {}
        """Sessions of several profiles, by the key id of their source and the device."""

    async def session(
        self, key: tuple[str, str], question: CodeQuestion, begin: Callable[[str], Awaitable[Any]]
    ) -> dict[str, Any]:
        """Return the keys of a session that several profiles share; `begin` makes it of a code, asked for once.

        Raises:
            ReadError: As in `with_code`.
            ClientError: AWS refused for another reason.
        """
        async with self._beginning:
            if key not in self._sessions or _seconds_left(self._sessions[key]) < LEFT_SECONDS:
                self._sessions[key] = await self.with_code(question, begin)
            return self._sessions[key]

    def forget(self, key: tuple[str, str]) -> None:
        """Begin the session anew when it is wanted next: AWS does not take it any more."""
        self._sessions.pop(key, None)

    async def with_code(self, question: CodeQuestion, use: Callable[[str], Awaitable[Any]]) -> Any:
        """Return what `use` makes of a code, which is asked for again where AWS says that it is wrong.

        Raises:
            ReadError: Nobody can be asked, the person gave up, or the codes were wrong too often.
            ClientError: AWS refused for another reason.
        """
        async with self._one_at_a_time:
            problem = ""
            for attempt in range(1, MOST_ATTEMPTS + 1):
                code = await self._code(replace(question, attempt=attempt, problem=problem))
                try:
                    return await use(code)
                except ClientError as error:
                    problem = _why_wrong(error)
                    if not problem:
                        raise
        raise _no_code(f"AWS did not take {MOST_ATTEMPTS} MFA codes for `{question.login}`: {problem}", _AGAIN)

    async def _code(self, question: CodeQuestion) -> str:
        if self._ask is None:
            raise _no_code(
                f"profile `{question.login}` asks for an MFA code, and there is no terminal to ask at",
                f"call `aws sts get-caller-identity --profile {question.login}` first: its session is used while it "
                "lasts",
            )
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[str | None] = loop.create_future()

        def take(code: str | None) -> None:
            if not answered.done():
                answered.set_result(code)

        def answer(code: str | None) -> None:
            try:
                loop.call_soon_threadsafe(take, code)
            except RuntimeError:  # the person answers after the reader has ended: nobody waits for it
                return

        self._ask(question, answer)
        code = await answered
        if code is None:
            raise _no_code(f"no MFA code was given for `{question.login}`", _AGAIN)
        return code


_AGAIN: Final = "read again to be asked again"


def _no_code(message: str, advice: str) -> ReadError:
    coverage = failed(Reason.NO_LOGIN, message=message)
    return ReadError(type(coverage)(coverage.progress, coverage.reason, message=message, help=advice))


def _why_wrong(error: ClientError) -> str:
    """Return AWS's words where the code was wrong, or an empty string where something else was."""
    details = error.response.get("Error", {})
    code, message = str(details.get("Code")), str(details.get("Message"))
    if code == "AccessDenied" and _WRONG in message:
        return words(message)
    return words(message) if code == "ValidationError" and "tokenCode" in message else ""


class CodeFetcher(_Fetcher):  # type: ignore[misc]  # its base has no types
    """Assumes a profile's role, with a code where the profile names an MFA device."""

    def __init__(self, asker: Asker, profile: str, *arguments: Any, shares_device: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._asker = asker
        self._profile = profile
        self._shares_device = shares_device

    async def _get_credentials(self) -> Any:
        arguments = dict(self._assume_kwargs)
        serial = arguments.get("SerialNumber")
        if serial is None:
            return await self._assume(arguments)
        question = CodeQuestion(self._profile, str(serial), str(self._role_arn))
        source = await self._source_credentials.get_frozen_credentials()
        if self._shares_device and not source.token:  # only keys of a user can begin a session
            key = (source.access_key, str(arguments.pop("SerialNumber")))
            session = await self._asker.session(key, question, self._begin(key[1]))
            try:
                return await self._assume(arguments, session)
            except ClientError as error:
                if REASON_BY_CODE.get(str(error.response.get("Error", {}).get("Code"))) is Reason.EXPIRED_LOGIN:
                    self._asker.forget(key)
                raise
        return await self._asker.with_code(question, lambda code: self._assume({**arguments, "TokenCode": code}))

    def _begin(self, serial: str) -> Callable[[str], Awaitable[Any]]:
        async def begin(code: str) -> Any:
            async with await self._create_client() as sts:
                answer = await sts.get_session_token(SerialNumber=serial, TokenCode=code)
            return answer["Credentials"]

        return begin

    async def _assume(self, arguments: dict[str, Any], session: dict[str, Any] | None = None) -> Any:
        """Assume the role with the keys of a session, or else with those of the profile's source."""
        client = await self._create_client() if session is None else self._client_of(session)
        async with client as sts:
            answer = await sts.assume_role(**arguments)
        self._add_account_id_to_response(answer)
        return answer

    def _client_of(self, session: dict[str, Any]) -> Any:
        return self._client_creator(
            "sts",
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
        )


class LastingCredentials(_Refreshable):  # type: ignore[misc]  # its base has no types
    """Keys that a person had to type a code for: used until they end, and no code is asked for before."""

    _advisory_refresh_timeout = LEFT_SECONDS
    _mandatory_refresh_timeout = LEFT_SECONDS


class AskingProvider(_Provider):  # type: ignore[misc]  # its base has no types
    """The step of botocore's chain that assumes a profile's role; see the module."""

    def __init__(self, asker: Asker, chosen: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self._asker = asker
        self._chosen = chosen

    async def _load_creds_via_assume_role(self, profile_name: str) -> Any:
        config = self._get_role_config(profile_name)
        source = await self._resolve_source_credentials(config, profile_name)
        given = {_ARGUMENTS[name]: value for name, value in config.items() if name in _ARGUMENTS and value is not None}
        asks = "SerialNumber" in given
        fetcher = CodeFetcher(
            self._asker,
            profile_name,
            shares_device=self._is_shared(config.get("mfa_serial")),
            client_creator=self._client_creator,
            source_credentials=source,
            role_arn=config["role_arn"],
            extra_args=given,
            cache=self.cache,
            expiry_window_seconds=LEFT_SECONDS if asks else None,
        )
        kind = LastingCredentials if asks else _Refreshable
        return kind(refresh_using=fetcher.fetch_credentials, method=self.METHOD)

    def _is_shared(self, serial: str | None) -> bool:
        """Tell whether several of the chosen profiles ask for codes of one device."""
        profiles = self._load_config().get("profiles", {})
        devices = [profiles.get(name, {}).get("mfa_serial") for name in self._chosen]
        return serial is not None and devices.count(serial) > 1


def _seconds_left(credentials: dict[str, Any]) -> float:
    return (ends({"Credentials": credentials}) - datetime.now(UTC)).total_seconds()


def ask_for_codes(
    session: AioSession, profile: str, asker: Asker, creator: Creator, chosen: Sequence[str] = ()
) -> None:
    """Let a session's chain ask for MFA codes by `asker`, and assume roles by clients of `creator`.

    `chosen` are all profiles that are read: those with one device share a session.
    """
    chain = session.get_component("credential_provider")
    stock = chain.get_provider("assume-role")
    asking = AskingProvider(
        asker,
        chosen,
        load_config=lambda: session.full_config,
        client_creator=creator,
        cache=CliCache(),
        profile_name=profile,
        credential_sourcer=stock._credential_sourcer,  # noqa: SLF001 - botocore offers no other way to these two
        profile_provider_builder=stock._profile_provider_builder,  # noqa: SLF001
    )
    chain.insert_before("assume-role", asking)
    chain.providers.remove(stock)
