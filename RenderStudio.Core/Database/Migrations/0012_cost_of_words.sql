-- Always true. The planner underestimates the cost of matching the words of each render; the cost of this function
-- corrects the estimate. A rare word is then found by the full-text index, a common one by a scan of the newest renders.
create function words_looked_at(words tsvector) returns boolean language plpgsql immutable parallel safe cost 100
    as $$ begin return true; end $$;
