import { postingOf, type Sabotage } from './sabotage.ts'

/** What keeps the books from being changed is gone. */
export const guards: readonly Sabotage[] = [
  ...(['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER'] as const).map(privilege => ({
    breaks: 'ledger.books_cannot_be_changed',
    when: `the application may ${privilege}`,
    sql: ({ appRole }: { appRole: string }) => `GRANT ${privilege} ON entry TO "${appRole}"`,
    names: () => ({ table: 'entry' }),
  })),
  {
    breaks: 'ledger.books_cannot_be_changed',
    when: 'the application may update one column',
    sql: ({ appRole }) => `GRANT UPDATE (effective_on) ON journal TO "${appRole}"`,
    names: () => ({ table: 'journal' }),
  },
  {
    breaks: 'ledger.guards_in_force',
    when: 'a constraint is dropped',
    sql: () => 'ALTER TABLE balance DROP CONSTRAINT balance_not_below_floor',
    names: () => ({ table: 'balance', guard: 'balance_not_below_floor' }),
  },
  {
    breaks: 'ledger.guards_in_force',
    when: 'a constraint spares the rows that are there',
    sql: () => `
      ALTER TABLE posting DROP CONSTRAINT posting_amount_check;
      ALTER TABLE posting ADD CONSTRAINT posting_amount_check CHECK (amount > 0) NOT VALID`,
    names: () => ({ table: 'posting', guard: 'posting_amount_check' }),
  },
  {
    breaks: 'ledger.guards_in_force',
    when: 'a unique index is dropped',
    sql: () => 'DROP INDEX journal_reversed_once',
    names: () => ({ table: 'journal', guard: 'journal_reversed_once' }),
  },
  {
    breaks: 'ledger.nothing_rewrites_the_books',
    when: 'a trigger changes entries on their way in',
    sql: () => `
      CREATE FUNCTION skim() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.amount := NEW.amount - 1; RETURN NEW; END';
      CREATE TRIGGER skim BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION skim()`,
    names: () => ({ table: 'entry', trigger: 'skim' }),
  },
  {
    breaks: 'ledger.nothing_rewrites_the_books',
    when: 'a rule swallows journals',
    sql: () => 'CREATE RULE swallow AS ON INSERT TO journal DO INSTEAD NOTHING',
    names: () => ({ table: 'journal', rule: 'swallow' }),
  },
]

/** The books were changed, and the chain of seals tells. */
export const chain: readonly Sabotage[] = [
  {
    breaks: 'ledger.chain_unbroken',
    when: 'a sealed journal is given another date',
    sql: ({ transfer }) => `UPDATE journal SET effective_on = effective_on - 1 WHERE id = '${transfer}'`,
    names: ({ transfer }) => ({ block: '2', journal: transfer }),
  },
  {
    breaks: 'ledger.chain_unbroken',
    when: 'a sealed posting is called something else',
    sql: ({ transfer }) => `UPDATE posting SET kind = 'gift' WHERE ${postingOf(transfer, 2)}`,
    names: ({ transfer }) => ({ block: '2', journal: transfer }),
  },
  {
    breaks: 'ledger.chain_unbroken',
    when: 'the order of two sealed entries is exchanged',
    sql: ({ transfer, next }) => `
      UPDATE entry SET posting_number = 3 - posting_number WHERE journal_id IN ('${transfer}', '${next}')`,
    names: ({ next }) => ({ block: '2', journal: next }),
  },
  {
    breaks: 'ledger.chain_unbroken',
    when: 'a sealed journal is gone without a trace',
    sql: ({ transfer }) => `
      DELETE FROM entry WHERE journal_id = '${transfer}';
      DELETE FROM posting WHERE journal_id = '${transfer}';
      DELETE FROM journal WHERE id = '${transfer}';
      DELETE FROM event WHERE journal_id = '${transfer}'`,
    names: () => ({ block: '2' }),
  },
  {
    breaks: 'ledger.chain_unbroken',
    when: 'a block is gone',
    sql: () => 'DELETE FROM ledger_block WHERE number = 1',
    names: () => ({ block: '2' }),
  },
  {
    breaks: 'ledger.chain_unbroken',
    when: 'a block was sealed anew after its journal was changed',
    sql: ({ transfer }) => `
      UPDATE posting SET kind = 'gift' WHERE ${postingOf(transfer, 2)};
      UPDATE ledger_block SET journal_hashes = overlay(journal_hashes PLACING sha256('new') FROM 1),
        content_hash = sha256(overlay(journal_hashes PLACING sha256('new') FROM 1)) WHERE number = 2`,
    names: () => ({ block: '2' }),
  },
]
