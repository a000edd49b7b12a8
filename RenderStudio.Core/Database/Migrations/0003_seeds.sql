-- Each attempt sends a seed of its own (the prediction's first, then the next numbers), so that a listed run without its
-- webhook tells which attempt it is. Room is left above for the numbers of later attempts.
alter table predictions alter column seed set default floor(random() * 2147000000)::bigint;
create index predictions_by_seed on predictions (seed);
