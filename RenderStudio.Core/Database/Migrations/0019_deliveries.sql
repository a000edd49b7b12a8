-- The addresses of owners' servers that receive events. Secrets are encrypted; the previous one is valid until
-- previous_until. quick: the last answer was a success that came quickly, or there was no try yet.
create table webhook_endpoints (
    id              uuid primary key,
    owner_id        uuid not null references owners,
    url             text not null,
    events          text[] not null,
    description     text,
    secret          bytea not null,
    previous_secret bytea,
    previous_until  timestamptz,
    created_at      timestamptz not null default clock_timestamp(),
    quick           boolean not null default true,
    failing_since   timestamptz,
    disabled_at     timestamptz,
    disabled_reason text check (disabled_reason in ('owner', 'failures', 'gone')),
    lease_token     uuid,
    lease_until     timestamptz,
    check ((disabled_at is null) = (disabled_reason is null))
);
create index webhook_endpoints_by_owner on webhook_endpoints (owner_id);
create trigger refuse_erased_owner before insert on webhook_endpoints
    for each row execute function refuse_erased_owner();

-- One event for one endpoint, written in the transaction of what the event reports. attempts counts the tries that
-- have begun.
create table deliveries (
    id              uuid primary key,
    endpoint_id     uuid not null references webhook_endpoints,
    event_id        uuid not null,
    type            text not null,
    generation_id   uuid,
    data            jsonb not null,
    occurred_at     timestamptz not null default clock_timestamp(),
    status          text not null default 'pending' check (status in ('pending', 'succeeded', 'failed')),
    attempts        integer not null default 0,
    next_try_at     timestamptz not null default clock_timestamp(),
    last_try_at     timestamptz,
    finished_at     timestamptz,
    response_status integer,
    response_body   text,
    error           text,
    check ((status = 'pending') = (finished_at is null))
);
create index deliveries_by_endpoint on deliveries (endpoint_id, occurred_at desc, id desc);
create index deliveries_due on deliveries (endpoint_id, next_try_at) where status = 'pending';
create index deliveries_waiting on deliveries (next_try_at) where status = 'pending';
create index deliveries_of_generation on deliveries (generation_id) where status = 'pending';
create index deliveries_by_age on deliveries (finished_at) where finished_at is not null;
