"""How gunicorn serves the pages; it reads this file from the folder that it is started in."""

wsgi_app = "tiexi.wsgi"
worker_class = "tiexi.worker.Worker"
workers = 2
threads = 4
preload_app = True
graceful_timeout = 5
# A filtered list's address in Chinese: each character takes nine bytes.
limit_request_line = 8190
control_socket_disable = True
