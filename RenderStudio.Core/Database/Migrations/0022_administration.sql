-- What operators did: written in the transaction of its effect, and never changed. actor_id is the owner id of the
-- operator. It remains when the operator's own account is erased, like all owner ids; rows of owners are not deleted.
create table admin_acts (
    id       uuid primary key,
    at       timestamptz not null default clock_timestamp(),
    actor_id uuid not null,
    act      text not null check (act in ('redrive_prediction', 'pause_starts', 'resume_starts', 'grant_credits',
        'take_credits', 'sweep_storage')),
    target   text not null,
    reason   text,
    details  jsonb not null
);
create index admin_acts_by_time on admin_acts (at desc, id desc);
create index admin_acts_by_target on admin_acts (target, at desc, id desc);

create function refuse_change_of_act() returns trigger language plpgsql as $$
begin
    raise exception 'Acts of operators are append-only.';
end
$$;

create trigger refuse_change_of_act before update or delete or truncate on admin_acts
    for each statement execute function refuse_change_of_act();

-- Models whose predictions are not started; a row without a model means all models. The statement that claims a
-- prediction for a start reads this table.
create table start_pauses (
    model     text,
    reason    text not null,
    paused_by uuid not null references owners,
    paused_at timestamptz not null default clock_timestamp()
);
create unique index start_pauses_by_model on start_pauses (coalesce(model, ''));

-- For the lists and reports of operators. created_at and failure_code do not change while a generation runs, so these
-- indexes cost nothing when its status changes. Entries are appended in the order of their time.
create index generations_by_time on generations (created_at desc, id desc);
create index generations_failed on generations (created_at desc, id desc) where failure_code is not null;
create index credit_entries_by_time on credit_entries using brin (at) with (autosummarize = on);
