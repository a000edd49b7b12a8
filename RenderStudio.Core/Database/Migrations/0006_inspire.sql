-- What inspire is asked for beside a theme, as it was submitted; the stencil's id is drawn at submit.
alter table generations
    add column palette jsonb,
    add column surface jsonb,
    add column stencil text,
    add column min_region_mm integer,
    add column stencil_id uuid,
    add constraint generations_inspire check (
        (mode = 'inspire') = (palette is not null) and (palette is null) = (stencil is null)
        and (palette is null) = (min_region_mm is null) and (palette is null) = (stencil_id is null));

-- A picture shrunk to 32×32, RGB: tells whether another one shows the same.
alter table assets add column signature bytea;

-- What a picture is worth by itself; rank and score follow from all pictures of the render.
alter table variants
    add column areas jsonb,
    add column signature bytea,
    add column worth double precision not null default 1,
    add column flaw text check (flaw in ('blank', 'duplicate', 'unchanged'));
