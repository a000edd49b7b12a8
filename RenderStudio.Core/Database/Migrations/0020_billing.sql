-- A refund or a lost dispute can take back more credits than are left. The balance is then negative, and submits are
-- rejected. purchased is the part of the balance that does not expire; credits of the plan are spent first.
alter table accounts drop constraint accounts_balance_check;
alter table accounts add column purchased integer not null default 0 check (purchased >= 0);
alter table accounts add constraint accounts_purchased check (purchased <= greatest(balance, 0));
-- The cause of the latest grant and, in a paid period, the credits of its plan.
alter table accounts add column period_cause text;
alter table accounts add column period_credits integer;

alter table credit_entries drop constraint credit_entries_kind_check;
alter table credit_entries add constraint credit_entries_kind_check
    check (kind in ('grant', 'purchase', 'hold', 'settle', 'release', 'expire', 'reverse'));
-- Change of the purchased part of the balance.
alter table credit_entries add column purchased integer not null default 0;

-- Periods in which an owner has a plan besides the one in the owner's row. A paid period grants credits; the period of
-- a subscription whose invoice is not paid yet only has the limits of its plan.
create table plan_periods (
    source    text primary key,
    owner_id  uuid not null references owners,
    plan      text not null,
    starts_at timestamptz not null,
    ends_at   timestamptz not null,
    is_paid   boolean not null
);
create index plan_periods_by_owner on plan_periods (owner_id, ends_at);

-- Every verified event of Stripe. The payload is deleted once the event is applied.
create table stripe_events (
    id          text primary key,
    type        text not null,
    created_at  timestamptz not null,
    payload     text,
    outcome     text,
    received_at timestamptz not null default clock_timestamp(),
    applied_at  timestamptz,
    copies      integer not null default 1,
    constraint stripe_events_outcome check ((outcome is null) = (applied_at is null))
);
create index stripe_events_open on stripe_events (received_at) where applied_at is null;
create index stripe_events_by_age on stripe_events (received_at);

create table billing_customers (
    owner_id    uuid primary key references owners,
    customer_id text not null unique
);
create trigger refuse_erased_owner before insert on billing_customers
    for each row execute function refuse_erased_owner();

-- The price that an owner selected, stored before the checkout session exists at Stripe.
create table billing_checkouts (
    id         uuid primary key,
    owner_id   uuid not null references owners,
    price_id   text not null,
    credits    integer not null default 0 check (credits >= 0),
    created_at timestamptz not null default clock_timestamp()
);
create index billing_checkouts_by_owner on billing_checkouts (owner_id);
create trigger refuse_erased_owner before insert on billing_checkouts
    for each row execute function refuse_erased_owner();

-- The latest known state of a subscription. version is the creation time of the event that told it.
create table billing_subscriptions (
    id          text primary key,
    owner_id    uuid not null references owners,
    plan        text,
    status      text not null,
    period_ends timestamptz not null,
    version     timestamptz not null,
    event_id    text not null
);
create index billing_subscriptions_by_owner on billing_subscriptions (owner_id);

-- A payment for credits or for a period of a plan. id is the payment intent, the checkout session or the invoice.
create table billing_payments (
    id             text primary key,
    owner_id       uuid not null references owners,
    payment_intent text,
    amount         bigint not null,
    credits        integer not null check (credits >= 0),
    is_purchase    boolean not null,
    reversed       integer not null default 0 check (reversed between 0 and credits),
    paid_at        timestamptz not null
);
create index billing_payments_by_owner on billing_payments (owner_id);
create index billing_payments_by_intent on billing_payments (payment_intent);

-- Which payment intent paid which invoice. Invoices do not name it in each API version.
create table billing_invoice_payments (
    payment_intent text primary key,
    invoice_id     text not null
);
create index billing_invoice_payments_by_invoice on billing_invoice_payments (invoice_id);

-- Money that went back to the payer: one row per refunded charge and per lost dispute.
create table billing_withdrawals (
    id             text primary key,
    payment_intent text not null,
    amount         bigint not null
);
create index billing_withdrawals_by_intent on billing_withdrawals (payment_intent);
