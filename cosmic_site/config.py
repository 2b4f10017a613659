"""The environment, read once into typed values.

Every variable is named COSMIC_<FIELD> unless `VARIABLES` says otherwise. A value that does not
fit its type stops the process with one line that names the variable.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

BASE_DIR = Path(__file__).resolve().parent.parent

# How many tries in how long, such as 10/min, or off.
Rate = Annotated[str, msgspec.Meta(pattern=r"^(off|[1-9][0-9]{0,8}/(s|sec|m|min|h|hour|day))\Z")]

Port = Annotated[int, msgspec.Meta(ge=0, le=65_535)]
Load = Annotated[float, msgspec.Meta(gt=0, le=1)]
Minutes = Annotated[float, msgspec.Meta(ge=0, le=24 * 60)]


class ConfigError(ValueError):
    """A variable of the environment holds a value that cannot be used."""


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that an operator can set. Defaults are safe for a machine on the internet."""

    debug: bool = False  # tracebacks in the browser; never on a public server
    data_dir: str = str(BASE_DIR / "var")  # database, secret key and collected static files
    secret_key: str = ""  # signs sessions and tokens; empty: made once, kept in the data directory
    secret_key_fallbacks: str = ""  # keys before it, comma-separated: what they signed stays good
    public_origin: str = "http://127.0.0.1:8000"  # the site's address; https:// hardens all
    allowed_hosts: str = "127.0.0.1,localhost,[::1]"  # the origin's host is added
    allowed_origins: str = ""  # further origins that may open the socket, comma-separated
    trusted_proxies: int = 0  # how many proxies in front append to X-Forwarded-For
    database_url: str = ""  # empty: SQLite in the data directory
    redis_url: str = ""  # empty: in-memory layers, the worker inside the web process
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"  # what its output tells
    log_format: Literal["auto", "json", "text"] = "auto"  # auto: text on a terminal, else json
    access_log: Literal["auto", "on", "off"] = "auto"  # a line for each request; auto: with json
    email_url: str = "console:"  # console: or smtp://user:password@host:port
    mail_from: str = "Cosmic <noreply@localhost>"  # the sender of its letters

    access_token_minutes: int = 60  # how long a token of the API lasts
    refresh_token_days: int = 14  # how long it can be renewed without a password
    profile_cache_seconds: int = 86_400  # how long an idle player's profile stays in the cache

    throttle_login: Rate = "10/min"  # tries per address and per name
    throttle_signup: Rate = "20/hour"  # new accounts per address
    throttle_guest: Rate = "60/hour"  # new guests per address
    throttle_password_reset: Rate = "5/hour"  # letters per address
    throttle_expedition: Rate = "600/min"  # new expeditions per player
    throttle_course: Rate = "300/hour"  # new teams in classes per address
    throttle_match: Rate = "120/min"  # joins of matches per player, or address without a log-in
    throttle_rewind: Rate = "120/min"  # parts of a recorded past that are lived again, per operator

    inputs_per_second: int = 60  # input.command per connection; more are coalesced
    messages_per_second: int = 10  # other messages per connection; more are refused
    max_connections: int = 10_000  # sockets of one process
    max_connections_per_player: int = 5  # sockets of one player in one process
    max_connections_per_address: int = 50  # sockets of one address in one process; 0: no limit
    joins_waiting: int = 1000  # joins of one process without an answer; more are refused; 0: all in
    busy_lag: float = 1.0  # seconds; joins are refused where answers are later than that; 0: never
    busy_time_scale: float = 0.4  # a system that runs slower than this takes no pilots; 0: any
    sockets: Literal["picows", "websockets"] = "picows"  # what cuts the sockets' frames
    login_timeout: float = 10.0  # seconds until a socket without a log-in is closed
    grace: float = 30.0  # seconds that a ship stays in space after its pilot has gone
    tick_rate: float = 20.0  # steps of a star system a second, Hz
    expeditions_per_player: int = 500  # that are under way at once
    market_interval: float = 60.0  # seconds between two drifts of the prices
    checkpoint_interval: float = 5.0  # seconds between two saves of a running system
    worker_full: Load = 0.8  # share of a worker's time in ticks; then others take more
    record_minutes: Minutes = 10.0  # of a system's past that can be lived again; 0: nothing is kept

    match_port: Port = 4711  # where plain TCP clients play matches; 0: nowhere
    match_host: str = "127.0.0.1"  # the address to listen at for them; 0.0.0.0: every one
    match_connections: int = 1000  # of plain TCP clients at once; 0: no limit
    match_connections_per_address: int = 500  # of those, from one address; 0: no limit

    metrics_port: Port = 9464  # where a worker of its own tells its metrics; 0: nowhere
    metrics_host: str = "127.0.0.1"  # the address to listen at for that; 0.0.0.0: every one
    metrics_token: str = ""  # who shows it as a Bearer reads metrics from elsewhere; empty: nobody


VARIABLES = {
    "database_url": "DATABASE_URL",
    "redis_url": "REDIS_URL",
    "match_port": "MATCH_PORT",
    "match_host": "MATCH_HOST",
    "metrics_port": "METRICS_PORT",
    "metrics_host": "METRICS_HOST",
}


def variable_of(field: str) -> str:
    return VARIABLES.get(field, f"COSMIC_{field.upper()}")


def config_from(environ: Mapping[str, str]) -> Config:
    """Read a Config out of an environment. Raises ConfigError naming the variable at fault."""
    fields = {f.encode_name: f for f in msgspec.structs.fields(Config)}
    values = {}
    for name, field in fields.items():
        text = environ.get(variable_of(name))
        if not text:  # set to nothing is not set
            continue
        try:
            values[name] = msgspec.convert(text, field.type, strict=False)
        except msgspec.ValidationError as error:
            raise ConfigError(f"{variable_of(name)}={text!r}: {error}") from error
    config = Config(**values)
    if urlsplit(config.public_origin).scheme not in ("http", "https"):
        raise ConfigError(f"COSMIC_PUBLIC_ORIGIN={config.public_origin!r}: http:// or https://")
    return config


def secret_key(config: Config) -> str:
    """The configured key, or the one kept in the data directory, which is made at first use."""
    if config.secret_key:
        return config.secret_key
    path = Path(config.data_dir) / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster
        return path.read_text().strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key


def split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


CONFIG = config_from(os.environ)
