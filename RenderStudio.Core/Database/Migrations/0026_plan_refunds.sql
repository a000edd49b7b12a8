-- First all locks, so that nothing is done in vain if another transaction keeps one of the tables.
lock table billing_withdrawals, billing_invoice_payments, billing_payments, stripe_events, credit_entries
    in access exclusive mode;

-- The period of the monthly credits that an entry grants, expires or takes back: the cause of the first grant. An
-- upgrade within a paid month adds to the same period.
alter table credit_entries add column period text;

-- The cause of a paid grant contains the plan and the start of its month. It was an upgrade if the month of the grant
-- before and a paid period were running.
with grants as (
    select e.id, e.owner_id, e.cause, e.at at time zone 'UTC' as granted_at,
        substring(e.cause from '^grant:[^:]+:(.+)Z$')::timestamp as starts_at
    from credit_entries e where e.kind = 'grant' and e.cause like 'grant:%'),
following as (
    select g.*, lag(starts_at) over (partition by owner_id order by id) + interval '1 month' as month_ends
    from grants g),
numbered as (
    select f.*, sum(case when f.month_ends > f.granted_at and exists (
            select from plan_periods p
            where p.owner_id = f.owner_id and p.is_paid and p.starts_at at time zone 'UTC' < f.starts_at
                and p.ends_at at time zone 'UTC' > f.granted_at)
        then 0 else 1 end) over (partition by f.owner_id order by f.id) as number
    from following f),
named as (
    select id, first_value(cause) over (partition by owner_id, number order by id) as period from numbered)
update credit_entries e set period = n.period from named n where n.id = e.id;

update credit_entries e set period = (
    select g.period from credit_entries g
    where g.owner_id = e.owner_id and g.kind = 'grant' and g.period is not null and g.id < e.id
    order by g.id desc limit 1)
where e.kind = 'expire';

create index credit_entries_by_period on credit_entries (owner_id, period) where period is not null;

-- The period that a payment of a plan granted credits for, and of the reversed credits those that had expired.
alter table billing_payments add column period text;
alter table billing_payments add column expired integer not null default 0 check (expired between 0 and reversed);

update billing_payments b set period = e.period
from plan_periods p join credit_entries e on e.owner_id = p.owner_id
    and e.cause = 'grant:' || p.plan || ':' || to_char(p.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
where p.source = b.id and not b.is_purchase and b.credits > 0;

create index billing_payments_by_period on billing_payments (owner_id, period) where period is not null;

-- An instance of the version before writes no periods. An upgrade that it grants has a period of its own. Payments that
-- it records get their period with their first refund.
create function name_period() returns trigger language plpgsql as $$
begin
    if new.kind = 'expire' then
        new.period := (
            select period from credit_entries
            where owner_id = new.owner_id and kind = 'grant' and period is not null order by id desc limit 1);
    elsif new.cause like 'grant:%' then
        new.period := new.cause;
    end if;
    return new;
end $$;
create trigger name_period before insert on credit_entries
    for each row when (new.period is null and new.kind in ('grant', 'expire'))
    execute function name_period();

-- Amounts that went back and links of invoices that belong to no payment are deleted by age.
alter table billing_withdrawals add column created_at timestamptz not null default now();
create index billing_withdrawals_by_age on billing_withdrawals (created_at);
alter table billing_invoice_payments add column created_at timestamptz not null default now();
create index billing_invoice_payments_by_age on billing_invoice_payments (created_at);

-- Few events keep their payload.
create index stripe_events_with_payload on stripe_events (received_at) where payload is not null;
