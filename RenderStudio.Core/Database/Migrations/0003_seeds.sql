-- Each attempt sends its own seed (the prediction's seed, then the following numbers), so that the seed identifies the
-- attempt of a listed run without a webhook address. The maximum leaves numbers for later attempts.
alter table predictions alter column seed set default floor(random() * 2147000000)::bigint;
create index predictions_by_seed on predictions (seed);
