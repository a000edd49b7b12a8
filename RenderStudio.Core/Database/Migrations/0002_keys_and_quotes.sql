-- One row per Idempotency-Key: leased while its first request is in progress; afterwards it contains the response that
-- repeated requests get.
create table idempotency_keys (
    owner_id    uuid not null references owners,
    route       text not null,
    key         text not null,
    fingerprint text not null,
    answer      text,
    lease_token uuid,
    lease_until timestamptz,
    created_at  timestamptz not null default clock_timestamp(),
    primary key (owner_id, route, key),
    constraint idempotency_keys_lease check ((lease_token is null) = (lease_until is null)),
    constraint idempotency_keys_answer check ((answer is null) = (lease_token is not null))
);

-- Guaranteed prices.
create table quotes (
    id                  uuid primary key,
    owner_id            uuid not null references owners,
    mode                text not null,
    model               text not null,
    quality             text not null,
    variants            integer not null,
    credits_per_variant integer not null,
    created_at          timestamptz not null default clock_timestamp(),
    expires_at          timestamptz not null
);

create index credit_entries_by_owner on credit_entries (owner_id, id desc);
create index generations_history on generations (model, finished_at desc) where status = 'succeeded';
