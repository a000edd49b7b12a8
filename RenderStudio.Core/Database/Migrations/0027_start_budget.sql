-- The create calls that all instances together may send: a bucket of tokens, in one row. per_second is the rate that
-- the responses with status 429 left; it grows back to the configured rate. No call is sent before not_before. turn is
-- the turn of the waiting prediction that was started last.
create table start_budget (
    only_row    boolean primary key default true check (only_row),
    tokens      double precision not null default 'infinity',
    per_second  double precision not null default 'infinity' check (per_second > 0),
    refilled_at timestamptz not null default clock_timestamp(),
    not_before  timestamptz not null default clock_timestamp(),
    turn        bigint not null default 0
);
insert into start_budget default values;

-- Predictions that wait for a token, in the order of their turns. The turns of one owner follow each other, so that
-- every owner has one prediction in each turn.
create table waiting_starts (
    prediction_id uuid primary key references predictions on delete cascade,
    owner_id      uuid not null references owners,
    turn          bigint not null
);
create index waiting_starts_by_turn on waiting_starts (turn, prediction_id);
create index waiting_starts_by_owner on waiting_starts (owner_id, turn desc);
