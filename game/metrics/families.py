"""Every metric of the site by name. Seconds, credits, counts; labels have few values each."""

from prometheus_client import Counter, Gauge, Histogram

from game.metrics.registry import REGISTRY
from game.metrics.tallies import Tally
from game.protocol.client import CLIENT_MESSAGES
from game.protocol.errors import ErrorCode
from game.protocol.ops import COMMANDS
from game.protocol.opsnews import OPS_MESSAGES
from game.protocol.server import SERVER_MESSAGES

TICK_BUCKETS = (
    0.0005, 0.001, 0.002, 0.004, 0.006, 0.008, 0.01, 0.015,
    0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.25, 1.0,
)  # fmt: skip
WORK_BUCKETS = (
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
)  # fmt: skip

# --- sockets: counted on the event loop ---------------------------------------------------

CONNECTIONS = Gauge(
    "cosmic_connections", "Connections that are open now.", ["door"], registry=REGISTRY
)
MESSAGES_IN = Tally(
    REGISTRY,
    "cosmic_messages_received",
    "Messages of clients in a good envelope.",
    "type",
    (*CLIENT_MESSAGES, *COMMANDS, "net.ping"),
)
MESSAGES_OUT = Tally(
    REGISTRY,
    "cosmic_messages_sent",
    "Messages to clients and operators.",
    "type",
    (*SERVER_MESSAGES, *OPS_MESSAGES, "net.pong"),
)
REJECTED = Tally(
    REGISTRY,
    "cosmic_messages_rejected",
    "Refusals told to clients of the live protocol.",
    "code",
    [code.value for code in ErrorCode],
)
INPUTS = Tally(
    REGISTRY,
    "cosmic_inputs_merged",
    "Inputs of pilots that a newer one replaced: too many a second, or out of order.",
    "reason",
    ("rate", "stale"),
)
DELTAS_SENT = Tally(REGISTRY, "cosmic_deltas_sent", "Deltas and snapshots sent to pilots.")
DELTAS_SKIPPED = Tally(
    REGISTRY, "cosmic_deltas_skipped", "Ticks that a pilot did not get: they lag or wait."
)

# --- rooms --------------------------------------------------------------------------------

ROOMS = Gauge("cosmic_rooms", "Star systems that run in this process.", registry=REGISTRY)
ROOM_PILOTS = Gauge(
    "cosmic_room_pilots", "Pilots at the helm in a system.", ["system_id"], registry=REGISTRY
)
ROOM_ENTITIES = Gauge(
    "cosmic_room_entities", "All that flies in a system.", ["system_id"], registry=REGISTRY
)
ROOM_TICK_RATE = Gauge(
    "cosmic_room_tick_rate", "Ticks a second that a system is to run.", ["system_id"],
    registry=REGISTRY,
)  # fmt: skip
ROOM_TIME_SCALE = Gauge(
    "cosmic_room_time_scale",
    "How fast time passes in a system: below 1 the worker does not keep up.",
    ["system_id"],
    registry=REGISTRY,
)
TICK_SECONDS = Histogram(
    "cosmic_tick_seconds", "Work of one tick.", ["system_id"], buckets=TICK_BUCKETS,
    registry=REGISTRY,
)  # fmt: skip
TICK_LATE_SECONDS = Histogram(
    "cosmic_tick_late_seconds",
    "How long after its time a tick began.",
    ["system_id"],
    buckets=TICK_BUCKETS,
    registry=REGISTRY,
)
LEASE_CHANGES = Counter(
    "cosmic_lease_changes", "Leases taken, given back and lost.", ["change"], registry=REGISTRY
)
LEASES = Gauge(
    "cosmic_leases", "Leases of systems by state, as the database has them.", ["state"],
    registry=REGISTRY,
)  # fmt: skip
WORKER_INFO = Gauge(
    "cosmic_worker_info", "1 for the worker in this process.", ["worker_id"], registry=REGISTRY
)

# --- what players do ----------------------------------------------------------------------

LOGINS = Counter(
    "cosmic_logins", "Log-ins by door (password, guest, socket) and result.", ["door", "result"],
    registry=REGISTRY,
)  # fmt: skip
LEDGER_ENTRIES = Counter(
    "cosmic_ledger_entries", "Changes of balances.", ["type"], registry=REGISTRY
)
LEDGER_CREDITS = Counter(
    "cosmic_ledger_credits", "Credits that players gained (in) and paid (out).", ["type", "way"],
    registry=REGISTRY,
)  # fmt: skip
TRADES = Counter("cosmic_trades", "Trades carried out.", ["kind"], registry=REGISTRY)
MATCHES = Counter("cosmic_matches", "Matches that began.", ["game"], registry=REGISTRY)
MATCH_GAMES = Counter("cosmic_match_games", "Games played to the end.", ["game"], registry=REGISTRY)
MATCH_MOVES = Counter("cosmic_match_moves", "Moves stored.", ["game"], registry=REGISTRY)
EXPEDITIONS = Counter("cosmic_expeditions", "Expeditions begun.", registry=REGISTRY)
EXPEDITION_ACTIONS = Counter(
    "cosmic_expedition_actions", "Actions in expeditions.", ["action", "result"], registry=REGISTRY
)

# --- requests and the database ------------------------------------------------------------

HTTP_REQUESTS = Counter(
    "cosmic_http_requests", "Answers to HTTP requests.", ["method", "route", "status"],
    registry=REGISTRY,
)  # fmt: skip
HTTP_SECONDS = Histogram(
    "cosmic_http_seconds", "From a request to its answer.", ["route"], buckets=WORK_BUCKETS,
    registry=REGISTRY,
)  # fmt: skip
DATABASE_SECONDS = Histogram(
    "cosmic_database_seconds",
    "Work handed to the database's threads by sockets and workers, commit included.",
    ["lane"],
    buckets=WORK_BUCKETS,
    registry=REGISTRY,
)
DATABASE_WAIT_SECONDS = Histogram(
    "cosmic_database_wait_seconds",
    "How long such work waited for its thread.",
    ["lane"],
    buckets=WORK_BUCKETS,
    registry=REGISTRY,
)
DATABASE_QUERY_SECONDS = Histogram(
    "cosmic_database_query_seconds", "Every query, and every wait for a lock in it.",
    buckets=WORK_BUCKETS, registry=REGISTRY,
)  # fmt: skip
DATABASE_ERRORS = Counter(
    "cosmic_database_errors", "Queries that failed for no reason of the player's.",
    registry=REGISTRY,
)  # fmt: skip

# --- health and chores --------------------------------------------------------------------

HEALTH_UP = Gauge(
    "cosmic_health_up", "Whether a check of /health passes: 1 or 0.", ["check"], registry=REGISTRY
)
HEALTH_SECONDS = Gauge(
    "cosmic_health_seconds", "How long a check of /health took.", ["check"], registry=REGISTRY
)
CHORE_FINISHED_AT = Gauge(
    "cosmic_chore_finished_timestamp_seconds",
    "When a chore (backup, checkledger, ...) last ended well; 0: never.",
    ["chore"],
    registry=REGISTRY,
)
CHORE_OK = Gauge(
    "cosmic_chore_ok", "Whether a chore's last run ended well.", ["chore"], registry=REGISTRY
)
CHORE_FIGURE = Gauge(
    "cosmic_chore_figure",
    "What a chore's last run counted: differences, bytes, rows.",
    ["chore"],
    registry=REGISTRY,
)
