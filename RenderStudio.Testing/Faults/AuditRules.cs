namespace RenderStudio.Testing.Faults;

/// <summary>
/// Invariants of the database once no work is in progress. Each statement lists the rows that violate its invariant.
/// </summary>
public static class AuditRules
{
    public static IReadOnlyList<(string Rule, string Sql)> All { get; } =
    [
        ("every acknowledged generation is final",
            """
            select a.id::text from unnest(@acknowledged) a (id) left join generations g on g.id = a.id
            where g.finished_at is null
            """),
        ("every generation and every prediction is final",
            """
            select concat('generation ', id, ' ', status) from generations where finished_at is null
            union all
            select concat('prediction ', id, ' ', status, ' of ', generation_id) from predictions
            where finished_at is null
            """),
        ("one render per success, none for a failure",
            """
            select concat(g.id, ' ', g.status, ' has ', count(r.id))
            from generations g left join renders r on r.generation_id = g.id
            group by g.id having count(r.id) <> (g.status = 'succeeded')::int
            """),
        ("the number of delivered variants is the number of variants with files, four or more each",
            """
            select concat(g.id, ' delivered ', g.delivered, ', variants ', v.variants, ', files ', f.files)
            from generations g,
                lateral (select count(*) as variants, count(*) filter (where flaw is null) as good
                    from variants where render_id = g.render_id) v,
                lateral (select count(*) as files from variant_files where render_id = g.render_id) f
            where g.delivered <> v.good or f.files < 4 * v.variants
                or (g.status = 'succeeded') <> (v.variants > 0)
            """),
        ("a picture belongs to a prediction that succeeded",
            """
            select concat(v.render_id, ' ', v.index, ' ', p.status)
            from variants v join predictions p on p.id = v.prediction_id
            where p.status <> 'succeeded'
            """),
        ("the balance is the sum of the ledger",
            """
            select concat(a.owner_id, ' has ', a.balance, ', ledger ', coalesce(sum(e.delta), 0))
            from accounts a left join credit_entries e on e.owner_id = a.owner_id
            group by a.owner_id having a.balance <> coalesce(sum(e.delta), 0)
            """),
        ("the purchased part of the balance is the sum of its changes",
            """
            select concat(a.owner_id, ' has ', a.purchased, ', ledger ', coalesce(sum(e.purchased), 0))
            from accounts a left join credit_entries e on e.owner_id = a.owner_id
            group by a.owner_id having a.purchased <> coalesce(sum(e.purchased), 0)
            """),
        ("the spend of an API key is the sum of its holds less its releases",
            """
            select concat(s.api_key_id, ' ', s.month, ' has ', s.credits, ', ledger ', coalesce(-sum(e.delta), 0))
            from api_key_spends s left join credit_entries e
                on e.api_key_id = s.api_key_id and e.api_key_month = s.month
            group by s.api_key_id, s.month having s.credits <> coalesce(-sum(e.delta), 0)
            """),
        ("each hold is settled or released exactly",
            """
            select concat(generation_id, ' ', json_object_agg(cause, credits))
            from credit_entries where generation_id is not null
            group by generation_id
            having coalesce(sum(credits) filter (where kind = 'hold'), 0)
                <> coalesce(sum(credits) filter (where kind in ('settle', 'release')), 0)
            """),
        ("only variants delivered before the timeout are charged",
            """
            select concat(g.id, ' delivered ', g.delivered, ' charged ', sum(e.credits))
            from generations g left join credit_entries e on e.generation_id = g.id and e.kind = 'settle'
            where not exists (select from generation_events t where t.generation_id = g.id and t.code = 'timed_out')
            group by g.id having coalesce(sum(e.credits), 0) <> g.delivered * g.credits_per_variant
            """),
        ("the timeline is gapless and its last event is the final status",
            """
            select concat(g.id, ' ', g.status, ' events ', count(*), ' last ', max(e.seq))
            from generations g join generation_events e on e.generation_id = g.id
            group by g.id
            having count(*) <> max(e.seq) or (array_agg(e.stage order by e.seq desc))[1] <> g.status
            """),
        ("no prediction has a lease",
            "select concat(id, ' ', status, ' until ', lease_until) from predictions where lease_token is not null"),
        ("no run is open",
            """
            select concat(upstream_id, ' ', disposition, ' ', upstream_status) from upstream_runs
            where disposition in ('open', 'cancel')
            """),
        ("one run is delivered for each prediction that succeeded, none for another",
            """
            select concat(p.id, ' ', p.status, ' has ', count(r.upstream_id))
            from predictions p
            left join upstream_runs r on r.prediction_id = p.id and r.disposition = 'delivered'
            group by p.id having count(r.upstream_id) <> (p.status = 'succeeded')::int
            """),
    ];
}
