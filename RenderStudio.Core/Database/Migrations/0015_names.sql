-- Standard terms: a lease expires, a file move is pending, a variant has a score.
alter table predictions rename column deaths to lease_expiries;
alter table unsettled_files rename to pending_moves;
alter table variants rename column worth to quality_score;
