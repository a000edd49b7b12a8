-- The period of the monthly credits that an entry grants, expires or takes back: the cause of the first grant. An
-- upgrade within a paid month adds to the same period.
alter table credit_entries add column period text;
create index credit_entries_by_period on credit_entries (owner_id, period) where period is not null;

update credit_entries set period = cause where kind = 'grant' and cause like 'grant:%';
update credit_entries e set period = (
    select g.period from credit_entries g
    where g.owner_id = e.owner_id and g.kind = 'grant' and g.period is not null and g.id < e.id
    order by g.id desc limit 1)
where e.kind = 'expire';

-- The period that a payment of a plan granted credits for, and of the reversed credits those that had expired.
alter table billing_payments add column period text;
alter table billing_payments add column expired integer not null default 0 check (expired between 0 and reversed);
create index billing_payments_by_period on billing_payments (owner_id, period) where period is not null;

update billing_payments p
set period = 'grant:' || t.plan || ':' || to_char(t.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
from plan_periods t where t.source = p.id and not p.is_purchase and p.credits > 0;

-- Amounts that went back and links of invoices that belong to no payment are deleted by age.
alter table billing_withdrawals add column created_at timestamptz not null default now();
create index billing_withdrawals_by_age on billing_withdrawals (created_at);
alter table billing_invoice_payments add column created_at timestamptz not null default now();
create index billing_invoice_payments_by_age on billing_invoice_payments (created_at);

-- Few events keep their payload.
create index stripe_events_with_payload on stripe_events (received_at) where payload is not null;
