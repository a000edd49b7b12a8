-- Partial indexes, so that a reconciliation round reads only unfinished and recently finished generations.
create index generations_unfinished on generations (id) where finished_at is null;
create index generations_finished on generations (finished_at) where finished_at is not null;
