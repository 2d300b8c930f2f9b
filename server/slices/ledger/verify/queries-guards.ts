/** $1: the application's role, $2: the tables it may only read and append to. */
export const excessPrivileges = `
  SELECT jsonb_build_object('role', $1::text, 'table', books.name), 'only SELECT and INSERT',
         string_agg(excess.privilege, ', ')
  FROM unnest($2::text[]) AS books (name)
  JOIN pg_class c ON c.oid = to_regclass('public.' || quote_ident(books.name))
  CROSS JOIN LATERAL (VALUES
    ('UPDATE', has_any_column_privilege($1, c.oid, 'UPDATE')),
    ('DELETE', has_table_privilege($1, c.oid, 'DELETE')),
    ('TRUNCATE', has_table_privilege($1, c.oid, 'TRUNCATE')),
    ('TRIGGER', has_table_privilege($1, c.oid, 'TRIGGER')),
    ('membership in the owner', pg_has_role($1, c.relowner, 'MEMBER'))) AS excess (privilege, held)
  WHERE excess.held
  GROUP BY books.name`

/** $1, $2: tables and the unique indexes and constraints on them that the money relies on. */
export const missingGuards = `
  SELECT jsonb_build_object('table', guard.on_table, 'guard', guard.name), 'in force',
         CASE WHEN c.oid IS NULL AND i.indexrelid IS NULL THEN 'missing' ELSE 'not valid' END
  FROM unnest($1::text[], $2::text[]) AS guard (on_table, name)
  LEFT JOIN pg_constraint c
    ON c.conname = guard.name AND c.conrelid = to_regclass('public.' || quote_ident(guard.on_table))
  LEFT JOIN pg_index i
    ON i.indexrelid = to_regclass('public.' || quote_ident(guard.name)) AND i.indisunique
  WHERE NOT coalesce(c.convalidated, i.indisvalid AND i.indisready, false)`

/** $1: tables whose rows nothing may rewrite on the way in. */
export const strangers = `
  SELECT jsonb_build_object('table', c.relname, 'trigger', t.tgname), 'no trigger', 'a trigger'
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal AND c.oid IN (SELECT to_regclass('public.' || quote_ident(name)) FROM unnest($1::text[]) AS books (name))
  UNION ALL
  SELECT jsonb_build_object('table', c.relname, 'rule', r.rulename), 'no rule', 'a rule'
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
  WHERE c.oid IN (SELECT to_regclass('public.' || quote_ident(name)) FROM unnest($1::text[]) AS books (name))`
