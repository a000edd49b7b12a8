-- The id of an owner for the issuer and subject of a token. The plan is stored here, never in a token.
create table owners (
    id          uuid primary key,
    issuer      text not null,
    subject     text not null,
    plan        text not null default 'free',
    created_at  timestamptz not null default now(),
    unique (issuer, subject)
);

-- One row per owner, locked after the rows of generations and predictions. The balance is the sum of the deltas in
-- credit_entries.
create table accounts (
    owner_id    uuid primary key references owners,
    balance     integer not null default 0 check (balance >= 0),
    period_ends timestamptz
);

create table assets (
    id            uuid primary key,
    owner_id      uuid not null references owners,
    kind          text not null check (kind in ('input', 'logo_primary', 'logo_secondary', 'avatar', 'stencil')),
    generation_id uuid,
    path          text not null unique,
    content_type  text not null,
    bytes         bigint not null check (bytes > 0),
    sha256        text not null,
    width         integer not null,
    height        integer not null,
    is_public     boolean not null default false,
    created_at    timestamptz not null default now(),
    deleted_at    timestamptz
);
create index assets_by_owner on assets (owner_id, created_at desc, id desc) where deleted_at is null;

-- The requests of owners, with their status.
create table generations (
    id                   uuid primary key,
    owner_id             uuid not null references owners,
    render_id            uuid not null unique,
    status               text not null default 'pending'
        check (status in ('pending', 'queued', 'running', 'storing', 'succeeded', 'failed', 'canceled')),
    mode                 text not null check (mode in ('redesign', 'staging', 'compose', 'imagine', 'inspire')),
    prompt               text,
    negative_prompt      text,
    room_type            text,
    style                text,
    aspect_ratio         text not null,
    quality              text not null check (quality in ('draft', 'standard', 'high')),
    variants             integer not null check (variants between 1 and 4),
    seed                 bigint,
    model                text not null,
    model_requested      boolean not null default false,
    max_wait_seconds     integer,
    input1_id            uuid references assets,
    input2_id            uuid references assets,
    composed_prompt      text not null,
    composed_negative    text,
    template_version     text not null,
    credits_per_variant  integer not null check (credits_per_variant >= 0),
    expected_seconds     integer not null,
    retried_from         uuid references generations,
    delivered            integer not null default 0,
    failure_code         text,
    cancel_requested_at  timestamptz,
    canceled_at          timestamptz,
    checked_at           timestamptz,
    created_at           timestamptz not null default now(),
    finished_at          timestamptz,
    constraint generations_finish check ((finished_at is not null) = (status in ('succeeded', 'failed', 'canceled'))),
    constraint generations_failure check ((failure_code is not null) = (status = 'failed')),
    constraint generations_delivery check (delivered between 0 and variants)
);
create index generations_by_owner on generations (owner_id, created_at desc, id desc);
create index generations_live on generations (owner_id) where finished_at is null;

-- Timeline events: append-only. seq has no gaps within a generation, because events are written under its row lock.
create table generation_events (
    generation_id uuid not null references generations,
    seq           integer not null check (seq > 0),
    stage         text not null,
    code          text,
    detail        text not null,
    at            timestamptz not null default clock_timestamp(),
    primary key (generation_id, seq)
);

-- One unit of work at Replicate. Each claim sets a new lease_token, which every guarded write names.
create table predictions (
    id                  uuid primary key,
    generation_id       uuid not null references generations,
    ordinal             integer not null,
    first_index         integer not null,
    variant_count       integer not null check (variant_count between 1 and 4),
    -- Random unless the owner chose a seed. Identifies a listed run that has no webhook address.
    seed                bigint not null default floor(random() * 2147483647)::bigint,
    status              text not null default 'pending' check (status in
        ('pending', 'starting', 'queued', 'running', 'storing', 'succeeded', 'failed', 'canceled')),
    attempt             integer not null default 0,
    not_before          timestamptz not null default now(),
    lease_token         uuid,
    lease_until         timestamptz,
    deaths              integer not null default 0,
    sent_at             timestamptz,
    grace_until         timestamptz,
    upstream_id         text,
    accepted_at         timestamptz,
    cancel_requested_at timestamptz,
    result_run          text,
    result_status       text,
    result_payload      text,
    result_at           timestamptz,
    storing_tries       integer not null default 0,
    failure_code        text,
    next_check_at       timestamptz not null default now() + interval '10 seconds',
    checks              integer not null default 0,
    created_at          timestamptz not null default now(),
    changed_at          timestamptz not null default now(),
    finished_at         timestamptz,
    unique (generation_id, ordinal),
    constraint predictions_finish check ((finished_at is not null) = (status in ('succeeded', 'failed', 'canceled'))),
    constraint predictions_failure check ((failure_code is not null) = (status = 'failed')),
    constraint predictions_lease check ((lease_token is null) = (lease_until is null)),
    constraint predictions_result check ((result_run is null) = (result_status is null))
);
create index predictions_live on predictions (next_check_at) where finished_at is null;

-- Every run that a create response, a delivery or a listing has reported.
create table upstream_runs (
    upstream_id     text primary key,
    prediction_id   uuid not null references predictions,
    attempt         integer not null,
    disposition     text not null default 'open'
        check (disposition in ('open', 'cancel', 'canceled', 'lost', 'delivered')),
    upstream_status text,
    seen_by         text not null check (seen_by in ('reply', 'delivery', 'listing')),
    seen_at         timestamptz not null default now(),
    next_check_at   timestamptz not null default now()
);
create index upstream_runs_by_prediction on upstream_runs (prediction_id);
create index upstream_runs_open on upstream_runs (next_check_at) where disposition in ('open', 'cancel');

create table webhook_deliveries (
    webhook_id      text primary key,
    prediction_id   uuid,
    attempt         integer,
    upstream_id     text not null,
    upstream_status text not null,
    received_at     timestamptz not null default now(),
    copies          integer not null default 1
);
create index webhook_deliveries_by_age on webhook_deliveries (received_at);

-- Append-only. delta is the change of the account's balance; cause is unique per owner.
create table credit_entries (
    id            bigint generated always as identity primary key,
    owner_id      uuid not null references owners,
    kind          text not null check (kind in ('grant', 'hold', 'settle', 'release', 'expire', 'reverse')),
    credits       integer not null check (credits >= 0),
    delta         integer not null,
    generation_id uuid,
    cause         text not null,
    reason        text,
    at            timestamptz not null default now(),
    unique (owner_id, cause)
);
create index credit_entries_by_generation on credit_entries (generation_id) where generation_id is not null;

-- The library of an owner: one row per generation that delivered at least one picture.
create table renders (
    id            uuid primary key,
    generation_id uuid not null unique references generations,
    owner_id      uuid not null references owners,
    title         text,
    mode          text not null,
    room_type     text,
    style         text,
    prompt        text,
    is_public     boolean not null default false,
    favorite      boolean not null default false,
    cover_index   integer not null,
    variant_count integer not null default 0,
    created_at    timestamptz not null default now(),
    deleted_at    timestamptz
);
create index renders_by_owner on renders (owner_id, created_at desc, id desc) where deleted_at is null;

create table variants (
    render_id     uuid not null references renders,
    index         integer not null check (index between 0 and 15),
    rank          integer not null,
    prediction_id uuid not null references predictions,
    width         integer not null,
    height        integer not null,
    bytes         bigint not null,
    placeholder   text not null,
    quality       jsonb,
    created_at    timestamptz not null default now(),
    primary key (render_id, index)
);

-- Public names (0.webp, 0_thumb.webp, …) of blobs. A blob is written once, at a path derived from its content.
create table variant_files (
    render_id uuid not null references renders,
    name      text not null,
    index     integer not null,
    path      text not null,
    sha256    text not null,
    bytes     bigint not null,
    width     integer not null,
    height    integer not null,
    primary key (render_id, name)
);

-- Unreadable queue messages, with the reason.
create table rejected_messages (
    id          bigint generated always as identity primary key,
    queue       text not null,
    body        bytea not null,
    reason      text not null,
    received_at timestamptz not null default now()
);

-- The time up to which Replicate's list of runs has been read completely. One row.
create table upstream_listing (
    only_row      boolean primary key default true check (only_row),
    complete_upto timestamptz not null
);
insert into upstream_listing (complete_upto) values (now());
