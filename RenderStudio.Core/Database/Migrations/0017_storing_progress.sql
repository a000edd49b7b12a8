-- Outputs of a run that earlier rounds of storing finished or refused, as JSON. Null unless another round follows.
alter table predictions add column storing_progress text;
