"""A provider of personal melodies in memory. With FAULT=first-number-checked it looks at the first number only."""

import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

LISTS = ("number_capacity_ids", "employee_group_ids")
accounts = {"token-one": {}, "token-two": {}}
lock = Lock()
last_id = 82


class Refusal(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def is_id(value):
    return type(value) is int and 0 < value < 2**53


def read_rule(body, known):
    try:
        sent = json.loads(body)
    except ValueError:
        raise Refusal(400, "The body is not JSON.")
    if not isinstance(sent, dict) or sent.keys() - set(known):
        raise Refusal(422, "The body must be an object with the documented fields.")
    for name in LISTS:
        ids = sent.get(name, [])
        if not isinstance(ids, list) or not all(map(is_id, ids)) or len(set(ids)) < len(ids):
            raise Refusal(422, f"{name} must be a list of different ids.")
    if not any(sent.get(name) for name in LISTS):
        raise Refusal(422, "A number or a group is required.")
    if sent.get("source_type") not in ("client", "system") or not is_id(sent.get("media_id")):
        raise Refusal(422, "source_type and media_id are required.")
    return {**sent, **{name: sent.get(name) or None for name in LISTS}}


def refuse_taken(rules, rule, own):
    for name in LISTS:
        wanted = set((rule[name] or [])[: 1 if os.environ.get("FAULT") else None])
        for other in rules.values():
            if other["id"] != own and wanted & set(other[name] or []):
                raise Refusal(409, f"{name} names what rule {other['id']} holds.")


def perform(method, path, account, body):
    global last_id
    found = re.fullmatch(r"/melodies/personal(?:/([1-9]\d{0,15}))?", path)
    if not found:
        raise Refusal(404, f"There is no {path}.")
    if account not in accounts:
        raise Refusal(401, "No account has this token.")
    rules, own = accounts[account], found[1] and int(found[1])
    if (method, own is None) not in (("GET", True), ("POST", True), ("PUT", False), ("DELETE", False)):
        raise Refusal(405, f"{path} has no {method}.")
    if method == "GET":
        return list(rules.values())
    rule = method != "DELETE" and read_rule(body, [*LISTS, "source_type", "media_id", *(["id"] if own else [])])
    if own and own not in rules:
        raise Refusal(404, f"There is no rule {own}.")
    if method == "DELETE":
        return {"id": rules.pop(own)["id"]}
    if own and rule.get("id") != own:
        raise Refusal(422, "id must be that of the path.")
    refuse_taken(rules, rule, own)
    if not own:
        last_id += 1
    rules[own or last_id] = {**rule, "id": own or last_id}
    return rules[own or last_id]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one piece; otherwise each response waits for an acknowledgement.
    wbufsize = -1

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            with lock:
                if self.command in ("POST", "PUT") and self.headers.get_content_type() != "application/json":
                    raise Refusal(415, "Send application/json.")
                status, answer = 200, perform(self.command, self.path, self.headers.get("Authorization"), body)
        except Refusal as refusal:
            status, answer = refusal.status, {"message": str(refusal)}
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = handle_any

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
