"""The ten steps of ten-steps.js by stomp.py, whose frames travel over a WebSocket of websocket-client.

    python3 ten_steps.py http://localhost:8080
"""
import collections
import json
import queue
import sys
import urllib.request
import uuid

import stomp
import websocket
from stomp.connect import BaseConnection
from stomp.exception import ConnectFailedException
from stomp.protocol import Protocol12
from stomp.transport import BaseTransport

PATIENCE = 20


class WebSocketTransport(BaseTransport):
    """Carries the frames; stomp.py 8.0 has sockets alone."""

    def __init__(self, url):
        super().__init__()
        self.url = url
        self.socket = None
        self.vhost = "localhost"
        self.current_host_and_port = (url, 0)

    def attempt_connection(self):
        self.socket = websocket.create_connection(self.url, subprotocols=["v12.stomp"])

    def send(self, encoded_frame):
        self.socket.send(encoded_frame)

    def receive(self):
        received = self.socket.recv()
        return received.encode() if isinstance(received, str) else received

    def disconnect_socket(self):
        self.running = False
        self.socket.close()


class Received(stomp.ConnectionListener):
    """What arrives waits in a queue for each subscription."""

    def __init__(self):
        self.messages = collections.defaultdict(queue.Queue)
        self.receipts = queue.Queue()
        self.error = None
        self.user = None

    def on_connected(self, frame):
        self.user = frame.headers["user-name"]

    def on_error(self, frame):
        self.error = frame.headers["message"]

    def on_receipt(self, frame):
        self.receipts.put(frame.headers["receipt-id"])

    def on_message(self, frame):
        # who else is here, and that it is quiet, takes no part
        if frame.headers["event"] not in ("realtime:presence", "realtime:position"):
            self.messages[frame.headers["subscription"]].put((frame.headers, json.loads(frame.body)))


class Connection(BaseConnection, Protocol12):
    """A connection of stomp.py, with what it received."""

    def __init__(self, url, token):
        transport = WebSocketTransport(url)
        BaseConnection.__init__(self, transport)
        Protocol12.__init__(self, transport)
        self.received = Received()
        self.set_listener("received", self.received)
        transport.start()
        try:
            self.connect(wait=True, headers={"Authorization": "Bearer " + token})
        except ConnectFailedException:
            # the error says why
            pass

    def join(self, destination, **headers):
        subscription = str(uuid.uuid4())
        self.subscribe(destination, subscription, headers=headers)
        return subscription

    def next(self, subscription):
        return self.received.messages[subscription].get(timeout=PATIENCE)

    def left(self, subscription):
        return self.received.messages[subscription].qsize()

    def receipt(self):
        return self.received.receipts.get(timeout=PATIENCE)


def check(step, actual, expected, done=[]):
    if actual != expected:
        raise AssertionError("%s: expected %r, but was %r" % (step, expected, actual))
    if step not in done:
        done.append(step)
        print(step)


def main(url):
    tokens = {}

    def ask(user, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if user:
            headers["Authorization"] = "Bearer " + tokens[user]
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(urllib.request.Request(url + path, data, headers, method=method)) as response:
            text = response.read()
            return (json.loads(text) if text else None), response.headers

    for name in ("ada", "alan"):
        tokens[name] = ask(None, "POST", "/api/login", {"name": name})[0]["token"]
    channels = {channel["name"]: channel["id"] for channel in ask("ada", "GET", "/api/channels")[0]}
    messages = "/api/channels/%d/messages" % channels["general"]
    room = "/topic/rooms/channels/%d" % channels["general"]
    endpoint = url.replace("http", "ws", 1) + "/realtime"

    def write(text):
        return ask("ada", "POST", messages, {"text": text, "ref": str(uuid.uuid4())})[0]

    alan = Connection(endpoint, tokens["alan"])
    check("connects with a token", alan.received.user, "alan")

    check("a wrong token is refused", Connection(endpoint, "nonsense").received.error, "token_malformed")

    own = alan.join("/user/queue/realtime")
    listed = json.loads(ask("alan", "GET", messages)[1]["Realtime-Rooms"])[0]
    general = alan.join(room, token=listed["token"], position=listed["position"])
    headers, body = alan.next(general)
    check("joins with a room token", (headers["event"], body["recovered"]), ("realtime:join:success", True))

    headers, body = alan.next(alan.join("/topic/rooms/channels/%d" % channels["compilers"]))
    check("a refused join leaves the connection", (headers["event"], body["code"], alan.is_connected()),
          ("realtime:join:error", "forbidden", True))

    message = "%s/%d" % (messages, write("one")["id"])
    ask("ada", "PUT", message, {"text": "two"})
    ask("ada", "DELETE", message)
    for action, text in (("created", "one"), ("updated", "two"), ("deleted", "two")):
        headers, body = alan.next(general)
        check("hears created, updated, deleted", (body["action"], body["resource"]["text"], body["actor"]),
              (action, text, "ada"))

    alan.send(room, '{"fast":true}', headers={"event": "writing"})
    headers, body = alan.next(general)
    check("sends where it may", (headers["event"], body["data"], body["actor"]), ("writing", {"fast": True}, "alan"))
    position = headers["position"]
    alan.send("/topic/rooms/channels", "{}", headers={"event": "writing"})
    headers, body = alan.next(own)
    check("sends where it may", (headers["event"], body["code"]), ("realtime:send:error", "forbidden"))

    def call():
        correlation = str(uuid.uuid4())
        alan.send("/realtime/call/channels.rename", json.dumps({"id": channels["random"], "name": "random"}),
                  headers={"correlation-id": correlation})
        headers, body = alan.next(own)
        return headers["event"], headers["correlation-id"] == correlation, body["result"]["name"]

    check("calls a method", call(), ("realtime:reply", True, "random"))

    alan.unsubscribe(general)
    write("missed")
    again = alan.join(room, position=position)
    check("recovers what it missed", alan.next(again)[1]["recovered"], True)
    check("recovers what it missed", alan.next(again)[1]["resource"]["text"], "missed")

    alan.unsubscribe(again, headers={"receipt": "left"})
    assert alan.receipt() == "left"
    write("unheard")
    call()
    check("hears nothing after it left", (alan.left(general), alan.left(again)), (0, 0))

    Protocol12.disconnect(alan, receipt="bye")
    check("disconnects with a receipt", alan.receipt(), "bye")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
