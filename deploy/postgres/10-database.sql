-- Runs once, on an empty volume. The services make their own schemas and tables when they start.

-- Everything stored is UTC, whatever the machine says.
alter database concord set timezone to 'UTC';

-- A transaction that is left open holds back vacuum and locks; none of ours takes a minute.
alter database concord set idle_in_transaction_session_timeout to '60s';
alter database concord set lock_timeout to '30s';

-- Each service has a schema of its own; public stays empty.
revoke all on schema public from public;
