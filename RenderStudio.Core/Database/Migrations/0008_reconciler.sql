-- What the reconciler looks through stays as small as what is under way, however many generations have ended.
create index generations_unfinished on generations (id) where finished_at is null;
create index generations_finished on generations (finished_at) where finished_at is not null;
