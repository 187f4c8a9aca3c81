"""Settings, read from the environment.

`dev.py` sets `TIEXI_PROFILE` (demo, register or empty) and everything else a development machine needs. Without a
profile these are production settings: nothing has a convenient default, and a missing value stops the start.
"""

from datetime import timedelta
from pathlib import Path

import environ
import pghistory
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
PROFILE = env.str("TIEXI_PROFILE", default="")
PRODUCTION = not PROFILE
DEMONSTRATION = PROFILE == "demo"
VAR = Path(env.str("TIEXI_VAR", default=str(BASE_DIR / "var")))

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Links in mails start with this; it has no trailing slash.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:" + env.str("PORT", default="8000"))

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "tiexi.admin_site.RoleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "backoffice",
    "projects",
    "milestones",
    "intake",
    "tiexi",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tiexi.middleware.StatementTimeoutMiddleware",
    "tiexi.middleware.AdminContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "tiexi.middleware.ReadableTextMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tiexi.middleware.EndedSessionMiddleware",
    "tiexi.unsent_forms.UnsentFormMiddleware",
    "tiexi.middleware.AccountLanguageMiddleware",
    "tiexi.middleware.ReadyAccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tiexi.middleware.ChannelMiddleware",
    "tiexi.middleware.DayWordingMiddleware",
    "tiexi.middleware.MethodNotAllowedMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tiexi.urls"
WSGI_APPLICATION = "tiexi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tiexi" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tiexi.context_processors.demonstration_context",
            ]
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL") | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The default context table needs UPDATE, which the application role has on no history table.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"

REDIS_URL = env.str("REDIS_URL")
# Seconds that somebody waits for it: a cache that hangs is one that is lost.
REDIS_PATIENCE = {"socket_timeout": 1, "socket_connect_timeout": 1}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": REDIS_PATIENCE,
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    # A queue that hangs holds up nobody who rings for longer.
    "socket_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 30,
}
# When a job is due stands in the database; beat only rings. A message lost or doubled changes nothing.
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "milestones.tick", "schedule": env.float("TICK_SECONDS", default=60)},
    # An import whose doorbell was lost, or whose worker died.
    "work-imports": {"task": "milestones.work_imports", "schedule": 60, "options": {"expires": 55}},
}

AUTH_USER_MODEL = "projects.User"
# Who may do what in the back office.
BACKOFFICE_PERMISSIONS = "projects.permissions"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "tiexi.password.MinimumLength", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "tiexi.views.lockout_response"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "tiexi" / "locale"]
FORMAT_MODULE_PATH = ["tiexi.formats"]
USE_I18N = True
# The district's own days decide what is late; reports never follow a server's or a reader's zone.
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
# Seconds by which tests of downtime shift every process's clock.
CLOCK_SHIFT = timedelta(seconds=env.float("TIEXI_CLOCK_SHIFT", default=0))
if PRODUCTION and CLOCK_SHIFT:
    raise ImproperlyConfigured("TIEXI_CLOCK_SHIFT is for tests; production runs on the present time.")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "backoffice.storage.AtomicFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = VAR / "files"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

MAIL_DIR = VAR / "mail"
if email_url := env.str("EMAIL_URL", default=""):
    vars().update(env.email_url_config(email_url))
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_BACKEND = EMAIL_BACKEND.replace(smtp, "tiexi.mail_backends.RelayBackend")  # type: ignore[misc]  # noqa: F821
else:
    EMAIL_BACKEND = "tiexi.mail_backends.EmlBackend"
EMAIL_TIMEOUT = 20
# How long a message belongs to the process that took it; whoever dies holding it keeps it no longer than this.
OUTBOX_LEASE = timedelta(seconds=env.float("OUTBOX_LEASE", default=60))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="铁西重点项目 <tiexi@localhost>")

# The red head of a circular, and who signs it.
CIRCULAR_MARK = env.str("CIRCULAR_MARK", default="重点项目督办通报")
CIRCULAR_ISSUER = env.str("CIRCULAR_ISSUER", default="铁西区重点项目督查")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "projects.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["projects.api.authentication.HasRole"],
    "DEFAULT_PARSER_CLASSES": ["projects.api.parsers.StrictJSON", "projects.api.parsers.StrictMultipart"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "tiexi.pagination.CursorPages",
    "DEFAULT_THROTTLE_CLASSES": ["projects.api.throttle.UserRate", "projects.api.throttle.AnonRate"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min", "anon": "30/min"},
    "EXCEPTION_HANDLER": "tiexi.problem.handle_api_exception",
    "COERCE_DECIMAL_TO_STRING": True,
    "NUM_PROXIES": env.int("PROXIES", default=0),
}
REST_KNOX = {"AUTH_HEADER_PREFIX": "Token"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tiexi Key Projects",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "ChangeKind": "milestones.models.ChangeRequest.Kind",
        "ChangeState": "milestones.models.ChangeRequest.State",
        "InstructionKind": "milestones.models.Instruction.Kind",
        "ClaimState": "milestones.models.Claim.State",
        "DeliveryState": "milestones.models.Delivery.State",
        "Light": "milestones.api.milestone_row.LIGHTS",
        "LightRule": "milestones.api.milestone_row.RULES",
        "MilestoneState": "milestones.api.milestone_row.STATES",
        "ReorganizationKind": "projects.models.Reorganization.Kind",
        "UnitKind": "projects.models.Unit.Kind",
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
# Unfold's Alpine evaluates expressions and sets inline styles; it needs no inline script.
ADMIN_CONTENT_POLICY = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}

# Asked by a monitor from another machine: Authorization: Bearer …; without it `/healthz/deep` answers on loopback
# alone.
HEALTH_TOKEN = env.str("HEALTH_TOKEN", default="")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "tiexi.error_pages.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz"]
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if env.bool("BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

UNFOLD = {
    "SITE_TITLE": _("Tiexi Key Projects"),
    "SITE_HEADER": _("Tiexi Key Projects"),
    "SITE_URL": reverse_lazy("home"),
    "SITE_SYMBOL": "flag",
    "SITE_FAVICONS": [{"rel": "icon", "href": lambda request: static("tiexi/icon.svg"), "type": "image/svg+xml"}],
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "THEME": "light",
    "BORDER_RADIUS": "2px",
    "STYLES": [
        lambda request: static("tiexi/desk.css"),
        lambda request: static("tiexi/lists.css"),
        lambda request: static("tiexi/search.css"),
    ],
    "SCRIPTS": [
        lambda request: static("tiexi/names.js"),
        lambda request: static("tiexi/desk.js"),
        lambda request: static("tiexi/photos.js"),
        lambda request: static("tiexi/drafts.js"),
        lambda request: static("tiexi/sending.js"),
        lambda request: static("tiexi/search.js"),
    ],
    "ACCOUNT": {
        "navigation": [
            {"title": _("My mails"), "link": reverse_lazy("subscriptions")},
            {"title": _("Change the password"), "link": reverse_lazy("password")},
        ]
    },
    "DASHBOARD_CALLBACK": "milestones.admin.dashboard.index.dashboard",
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": "milestones.admin.sidebar.sidebar"},
    "COLORS": {
        "primary": {
            "50": "#eef5f6",
            "100": "#d5e6e9",
            "200": "#aacdd3",
            "300": "#7ab0b9",
            "400": "#43879a",
            "500": "#1b6a79",
            "600": "#0b5563",
            "700": "#094752",
            "800": "#073a43",
            "900": "#052c33",
            "950": "#031d22",
        }
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
