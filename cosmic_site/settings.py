"""Django's settings, derived from `config.CONFIG` alone."""

import tomllib
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from cosmic_site import admin_theme
from cosmic_site.config import BASE_DIR, CONFIG, secret_key, split
from cosmic_site.logs import logging_config

DATA_DIR = Path(CONFIG.data_dir).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
COSMIC = CONFIG

GAME_VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

DEBUG = CONFIG.debug
SECRET_KEY = secret_key(CONFIG)
SECRET_KEY_FALLBACKS = split(CONFIG.secret_key_fallbacks)
PUBLIC_ORIGIN = urlsplit(CONFIG.public_origin)
HTTPS = PUBLIC_ORIGIN.scheme == "https"
ALLOWED_HOSTS = [*split(CONFIG.allowed_hosts), PUBLIC_ORIGIN.hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [CONFIG.public_origin, *split(CONFIG.allowed_origins)]

INSTALLED_APPS = [
    "daphne",
    "accounts",  # before auth: its createsuperuser is ours
    "unfold",  # before admin: its templates and site are the admin's
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "cosmic_site.apps.StaticFiles",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "game",
    "saves",
    "channels",  # after game: its runworker is ours
]

MIDDLEWARE = [
    "cosmic_site.probes.ProbesMiddleware",  # before hosts, HTTPS and sessions matter
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cosmic_site.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.StandingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cosmic_site.urls"
ASGI_APPLICATION = "cosmic_site.asgi.application"
WSGI_APPLICATION = "cosmic_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"site": "game.web.tags"},
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        CONFIG.database_url or f"sqlite:///{DATA_DIR / 'cosmic.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
        "PRAGMA wal_autocheckpoint=4000;",  # pages; each one makes a commit wait for the disk
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            "connect_timeout": 3,  # seconds; a server that hangs holds no thread for longer
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,  # ms
            # A process that is frozen within a transaction must not hold its rows for ever.
            "options": "-c idle_in_transaction_session_timeout=10s -c lock_timeout=20s",
        }
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

EMBEDDED_WORKER = not CONFIG.redis_url
if CONFIG.redis_url:
    # An idle queue consumer waits 5 s a time and must not time out; a connection whose other end
    # is gone must. Pushes must not be formatted for a debug line.
    _host = {
        "address": CONFIG.redis_url,
        "socket_timeout": 12,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "protocol": 2,
    }
    CHANNEL_LAYERS = {
        "default": {  # work that must arrive: wake-ups, input batches, replies
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {
                "hosts": [{**_host, "max_connections": 5000}],
                "prefix": "cosmic-work",
                "capacity": 2000,
                "expiry": 20,
            },
        },
        "frames": {  # best effort, one subscription a process
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [_host], "prefix": "cosmic-frames"},
        },
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CONFIG.redis_url,
            "KEY_PREFIX": "cosmic",
            "OPTIONS": {
                "socket_connect_timeout": 0.5,
                "socket_timeout": 0.5,
                "pool_class": "cosmic_site.caching.RestingPool",
            },
        }
    }
else:
    CHANNEL_LAYERS = {
        name: {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": 2000, "expiry": 20},
        }
        for name in ("default", "frames")
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }

UNFOLD = admin_theme.UNFOLD

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/play/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "accounts.hashers.Argon2Hasher",
    "accounts.hashers.PBKDF2Hasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",
        "accounts.authentication.PlayerSessionAuthentication",  # our pages' own requests, with CSRF
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.parsers.BoundedJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "accounts.errors.exception_handler",
    "UNAUTHENTICATED_USER": None,
}

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=CONFIG.access_token_minutes),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=CONFIG.refresh_token_days),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "CHECK_REVOKE_TOKEN": True,  # a changed password ends every token
    "UPDATE_LAST_LOGIN": False,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Cosmic",
    "DESCRIPTION": "REST API of a Cosmic server. The live protocol is at /api/docs/live/.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},  # no request off the host
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {"MatchStatusEnum": ["waiting", "running", "finished", "ended"]},
    "PREPROCESSING_HOOKS": ["cosmic_site.slashes.listed_once"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "game.api.schemas.with_shapes",
        "accounts.openapi.with_common_refusals",
    ],
}

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cosmic_site.storage.StaticStorage"},
}
WHITENOISE_MAX_AGE = 60
WHITENOISE_ALLOW_ALL_ORIGINS = False

_mail = urlsplit(CONFIG.email_url)
DEFAULT_FROM_EMAIL = CONFIG.mail_from
if _mail.scheme == "console":
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or 25
    EMAIL_HOST_USER = _mail.username or ""
    EMAIL_HOST_PASSWORD = _mail.password or ""
    EMAIL_USE_TLS = _mail.scheme == "smtps"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 180 * 86_400  # a guest's only key is this cookie
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "accounts.views.errors.csrf_failed"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if CONFIG.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = logging_config(CONFIG)
