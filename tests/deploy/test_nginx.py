"""The front door with TLS that deploy/ ships, in a real nginx in front of the real server."""

import datetime
import json
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import NamedTuple

import httpx
import pytest
import websockets
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.fixtures_server import ServerFactory
from tests.support.server import HOST, ROOT, LiveServer, Process, clean_environment, free_port

pytestmark = [pytest.mark.nginx, pytest.mark.server]
NAME = "play.example.org"


class Proxy(NamedTuple):
    """Where nginx listens, the name it answers to, and what verifies its certificate."""

    port: int
    plain_port: int
    trust: ssl.SSLContext
    server: LiveServer

    @property
    def origin(self) -> str:
        return f"https://{NAME}:{self.port}"

    def client(self) -> httpx.Client:
        """A client that finds the name at 127.0.0.1, as if by DNS."""
        return httpx.Client(
            base_url=f"https://{HOST}:{self.port}",
            headers={"Host": f"{NAME}:{self.port}"},
            verify=self.trust,
            timeout=10,
        )


@pytest.fixture
def proxy(server_factory: ServerFactory, tmp_path: Path) -> Iterator[Proxy]:
    port, plain_port = free_port(), free_port()
    server = server_factory(
        COSMIC_PUBLIC_ORIGIN=f"https://{NAME}:{port}",
        COSMIC_TRUSTED_PROXIES="1",
        COSMIC_THROTTLE_GUEST="2/hour",
    )
    trust = certificate(tmp_path)
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    assert nginx, "the marker `nginx` is for machines that have it"
    config = write_config(tmp_path, port, plain_port, server.port)
    process = Process(
        [nginx, "-p", str(tmp_path), "-c", str(config), "-e", str(tmp_path / "error.log")],
        env=clean_environment(),
        log=tmp_path / "nginx.log",
    )
    process.start()
    ready = Proxy(port, plain_port, trust, server)

    def answers() -> bool:
        try:
            with ready.client() as client:
                return client.get("/robots.txt").status_code == 200
        except httpx.HTTPError:
            return False

    try:
        process.wait_until(answers, "nginx answers")
        yield ready
    finally:
        process.stop()


def write_config(folder: Path, port: int, plain_port: int, upstream: int) -> Path:
    """The shipped files as they are, but for ports and the certificate's place."""
    shipped = ROOT / "deploy" / "nginx"
    values = {"COSMIC_NAME": NAME, "COSMIC_WEBS": f"server {HOST}:{upstream};"}
    changes = {
        "listen 80;": f"listen {HOST}:{plain_port};",
        "listen 443 ssl;": f"listen {HOST}:{port} ssl;",
        f"/etc/ssl/{NAME}": str(folder),
    }
    block = Template((shipped / "tls.conf.template").read_text()).safe_substitute(values)
    for old, new in changes.items():
        assert old in block
        block = block.replace(old, new)
    (folder / "tls.conf").write_text(block)
    upstreams = Template((shipped / "upstream.conf.template").read_text())
    (folder / "upstream.conf").write_text(upstreams.safe_substitute(values))
    (folder / "cosmic").symlink_to(shipped)
    config = folder / "nginx.conf"
    config.write_text(
        f"""daemon off; pid {folder}/nginx.pid; worker_processes 1;
        events {{ worker_connections 256; }}
        http {{
            access_log off;
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fcgi; uwsgi_temp_path {folder}/uwsgi;
            scgi_temp_path {folder}/scgi;
            include {folder}/upstream.conf;
            include {folder}/tls.conf;
        }}"""
    )
    return config


def certificate(folder: Path) -> ssl.SSLContext:
    """A self-signed certificate for the name; the context trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    context.check_hostname = False  # tests reach the name by its address
    return context


def test_pages_come_over_tls_with_the_hardening_of_a_public_site(proxy: Proxy) -> None:
    with proxy.client() as client:
        page = client.get("/")
    assert page.status_code == 200
    assert "max-age=31536000" in page.headers["strict-transport-security"]
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_plain_http_is_sent_on(proxy: Proxy) -> None:
    answer = httpx.get(f"http://{HOST}:{proxy.plain_port}/play/", headers={"Host": NAME})
    assert answer.status_code == 301
    assert answer.headers["location"] == f"https://{NAME}/play/"


def test_a_made_up_address_does_not_get_around_a_throttle(proxy: Proxy) -> None:
    with proxy.client() as client:
        answers = [
            client.post("/api/v1/auth/guest", headers={"X-Forwarded-For": f"203.0.113.{n}"})
            for n in range(3)
        ]
    assert [answer.status_code for answer in answers] == [201, 201, 429]


async def test_the_socket_flies_through_it_and_foreign_origins_do_not(proxy: Proxy) -> None:
    with proxy.client() as client:
        guest = client.post("/api/v1/auth/guest").json()
    address = f"wss://{NAME}:{proxy.port}/ws"
    there = {"host": HOST, "port": proxy.port, "ssl": proxy.trust, "server_hostname": NAME}
    login = {"token": guest["access_token"], "protocol_version": 1}
    async with websockets.connect(address, origin=proxy.origin, **there) as socket:
        await socket.send(json.dumps({"type": "auth.login", "seq": 1, "ts": 1, "payload": login}))
        assert json.loads(await socket.recv())["type"] == "auth.ok"
    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(address, origin="https://elsewhere.example", **there)
    assert refused.value.response.status_code == 403
