"""The HTTP door: Telegram's side for the bot, people's side for the page and for tests."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from k8s.devstack.bot_api.chats import Chats, Fault, Json, as_told
from k8s.devstack.bot_api.methods import METHODS, Refused

PAGE = Path(__file__).with_name("page.html")
WEBHOOK_TRIES_EVERY_S = 0.5
WEBHOOK_ANSWERS_WITHIN_S = 10.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name


def app_build(chats: Chats) -> Starlette:
    """Return the ASGI application over ``chats``."""
    doors = _Doors(chats)
    return Starlette(
        routes=[
            Route("/", doors.page),
            Route("/bot{token}/{method}", doors.method, methods=["GET", "POST"]),
            Route("/file/bot{token}/{file_id}", doors.file),
            Route("/chats", doors.chats_list),
            Route("/chats/{chat_id:int}", doors.chat),
            Route("/chats/{chat_id:int}/messages", doors.write, methods=["POST"]),
            Route("/chats/{chat_id:int}/presses", doors.press, methods=["POST"]),
            Route("/chats/{chat_id:int}/updates", doors.update, methods=["POST"]),
            Route("/calls", doors.calls),
            Route("/faults", doors.faults, methods=["POST"]),
        ],
        lifespan=doors.lifespan,
    )


class _Doors:
    """The handlers, which know the chats."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Send updates to the webhook for as long as the server runs."""
        sending = asyncio.create_task(self._webhook_serve())
        yield
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending

    async def method(self, request: Request) -> Response:
        """Do what the bot asks for, unless a fault is set."""
        name = request.path_params["method"].lower()
        asked = {**await _asked(request), "token": request.path_params["token"]}
        if name not in METHODS:
            return _refusal(Refused(404, "Not Found: method not found"))
        try:
            result = await self._faulty(name, asked)
        except Refused as refused:
            return _refusal(refused)
        return JSONResponse({"ok": True, "result": result})

    async def _faulty(self, name: str, asked: Json) -> object:
        chat_id = int(asked["chat_id"]) if "chat_id" in asked else None
        call = {"method": name, "chat_id": chat_id, "text": asked.get("text"), "at": time.time()}
        fault = self._chats.fault_take(chat_id) if name == "sendmessage" else None
        if name != "getupdates":
            self._chats.calls.append(call | {"fault": fault.kind if fault else ""})
        if fault is None:
            return await METHODS[name](self._chats, asked)
        return await self._fault(fault, name, asked)

    async def _fault(self, fault: Fault, name: str, asked: Json) -> object:
        if fault.kind == "BUSY":
            after_s = int(fault.after_s)
            raise Refused(429, f"Too Many Requests: retry after {after_s}", retry_after=after_s)
        if fault.kind == "BLOCKED":
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if fault.kind == "FAILED":
            raise Refused(500, "Internal Server Error")
        result = await METHODS[name](self._chats, asked)
        await asyncio.sleep(fault.after_s)
        return result

    async def file(self, request: Request) -> Response:
        """Give the bytes of a file."""
        found = self._chats.files.get(request.path_params["file_id"])
        return Response(found or b"", status_code=200 if found is not None else 404)

    async def page(self, _request: Request) -> Response:
        """Show the chats to a developer."""
        return FileResponse(PAGE)

    async def chats_list(self, _request: Request) -> Response:
        """List the chats."""
        return JSONResponse({"chats": sorted(self._chats.messages)})

    async def chat(self, request: Request) -> Response:
        """Show what was said in a chat."""
        return JSONResponse({"messages": self._chats.messages.get(_chat_id(request), [])})

    async def write(self, request: Request) -> Response:
        """Say something as the person of a chat: text, contact, location, document, photo."""
        chat_id, content = _chat_id(request), await request.json()
        sender = _person(chat_id, content.pop("name", ""))
        if content.pop("shares_contact", False):
            content["contact"] = {"user_id": chat_id, **content.pop("contact", {})}
        for name, text in content.pop("files", {}).items():
            self._chats.files[name] = text.encode()
        message = self._chats.message_add(chat_id, sender, **content)
        return JSONResponse(self._chats.update_add(message=message))

    async def press(self, request: Request) -> Response:
        """Press a button below a message of the bot."""
        chat_id, data = _chat_id(request), (await request.json())["data"]
        said = [as_told(one) for one in self._chats.messages.get(chat_id, [])]
        press = {
            "id": f"press-{len(self._chats.calls)}-{time.monotonic_ns()}",
            "from": _person(chat_id, ""),
            "chat_instance": str(chat_id),
            "data": data,
            **({"message": said[-1]} if said else {}),
        }
        return JSONResponse(self._chats.update_add(callback_query=press))

    async def update(self, request: Request) -> Response:
        """Let any other update wait, such as one of a bot that was blocked."""
        return JSONResponse(self._chats.update_add(**await request.json()))

    async def calls(self, _request: Request) -> Response:
        """List what the bot asked for."""
        return JSONResponse({"calls": self._chats.calls})

    async def faults(self, request: Request) -> Response:
        """Set what goes wrong from now on."""
        self._chats.faults = [Fault(**one) for one in (await request.json())["faults"]]
        return JSONResponse({"set": len(self._chats.faults)})

    async def _webhook_serve(self) -> None:
        async with httpx.AsyncClient(timeout=WEBHOOK_ANSWERS_WITHIN_S, trust_env=False) as client:
            while True:
                if not (self._chats.webhook.get("url") and self._chats.waiting):
                    self._chats.news.clear()
                    await self._chats.news.wait()
                elif not await self._webhook_send(client, self._chats.waiting[0]):
                    await asyncio.sleep(WEBHOOK_TRIES_EVERY_S)

    async def _webhook_send(self, client: httpx.AsyncClient, update: Json) -> bool:
        """Send one update as Telegram does: again and again until it is taken."""
        headers = {SECRET_HEADER: self._chats.webhook["secret"]}
        try:
            answer = await client.post(self._chats.webhook["url"], json=update, headers=headers)
        except httpx.HTTPError:
            return False
        if answer.is_success and update in self._chats.waiting:
            self._chats.waiting.remove(update)
        return answer.is_success


def _chat_id(request: Request) -> int:
    return int(request.path_params["chat_id"])


def _person(chat_id: int, name: str) -> Json:
    return {"id": chat_id, "is_bot": False, "first_name": name or f"Person {chat_id}"}


async def _asked(request: Request) -> Json:
    """Return the parameters of a call, which come as a form, JSON or in the address."""
    asked: Json = dict(request.query_params)
    if request.headers.get("Content-Type", "").startswith("application/json"):
        return asked | await request.json()
    return asked | dict(parse_qsl((await request.body()).decode()))


def _refusal(refused: Refused) -> Response:
    body: Json = {"ok": False, "error_code": refused.status, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return JSONResponse(body, status_code=refused.status)
