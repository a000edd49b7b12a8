-- The fields of an inspire request besides its theme, as submitted. The submit generates the id of the stencil.
alter table generations
    add column palette jsonb,
    add column surface jsonb,
    add column stencil text,
    add column min_region_mm integer,
    add column stencil_id uuid,
    add constraint generations_inspire check (
        (mode = 'inspire') = (palette is not null) and (palette is null) = (stencil is null)
        and (palette is null) = (min_region_mm is null) and (palette is null) = (stencil_id is null));

-- A picture reduced to 32×32 RGB pixels, to detect pictures with the same content.
alter table assets add column signature bytea;

-- The quality of a picture by itself. Rank and score depend on all pictures of the render.
alter table variants
    add column areas jsonb,
    add column signature bytea,
    add column worth double precision not null default 1,
    add column flaw text check (flaw in ('blank', 'duplicate', 'unchanged'));
