import { chain, guards } from './sabotages-guards.ts'
import { entryOf, postingOf, type Sabotage } from './sabotage.ts'

const books: readonly Sabotage[] = [
  {
    breaks: 'ledger.journals_balance',
    when: 'an entry is made larger',
    sql: ({ transfer }) => `UPDATE entry SET amount = amount - 1 WHERE ${entryOf(transfer, 1)}`,
    names: ({ transfer }) => ({ journal: transfer, currency: 'EUR' }),
  },
  {
    breaks: 'ledger.postings_match_entries',
    when: 'a posting has lost an entry',
    sql: ({ transfer }) => `DELETE FROM entry WHERE ${entryOf(transfer, 2)}`,
    names: ({ transfer, account }) => ({ journal: transfer, posting: '2', account }),
  },
  {
    breaks: 'ledger.postings_match_entries',
    when: 'an entry has lost its posting',
    sql: ({ transfer }) => `DELETE FROM posting WHERE ${postingOf(transfer, 2)}`,
    names: ({ transfer, account }) => ({ journal: transfer, posting: '2', account }),
  },
  {
    breaks: 'ledger.postings_match_entries',
    when: 'a posting says another amount than its entries',
    sql: ({ transfer }) => `UPDATE posting SET amount = amount + 5 WHERE ${postingOf(transfer, 1)}`,
    names: ({ transfer, account }) => ({ journal: transfer, posting: '1', account }),
  },
  {
    breaks: 'ledger.entries_once',
    when: 'a posting enters an account twice',
    sql: ({ transfer }) => `
      INSERT INTO entry SELECT account_id, sequence + 1000, journal_id, posting_number, amount, balance_after
      FROM entry WHERE ${entryOf(transfer, 1)}`,
    names: ({ transfer, account }) => ({ journal: transfer, posting: '1', account }),
  },
  {
    breaks: 'ledger.no_empty_amounts',
    when: 'a posting is of nothing',
    sql: ({ transfer }) => `
      ALTER TABLE posting DROP CONSTRAINT posting_amount_check;
      UPDATE posting SET amount = 0 WHERE ${postingOf(transfer, 2)}`,
    names: ({ transfer }) => ({ journal: transfer, posting: '2' }),
  },
  {
    breaks: 'ledger.no_empty_amounts',
    when: 'an entry is of nothing',
    sql: ({ transfer }) => `
      ALTER TABLE entry DROP CONSTRAINT entry_amount_check;
      UPDATE entry SET amount = 0 WHERE ${entryOf(transfer, 2)}`,
    names: ({ transfer, account }) => ({ journal: transfer, account }),
  },
  {
    breaks: 'ledger.no_orphans',
    when: 'a journal is gone and its postings are not',
    sql: ({ transfer }) => `DELETE FROM journal WHERE id = '${transfer}'`,
    names: ({ transfer }) => ({ journal: transfer, posting: '1' }),
  },
  {
    breaks: 'ledger.no_orphans',
    when: 'a journal has lost its postings',
    sql: ({ transfer }) => `DELETE FROM posting WHERE journal_id = '${transfer}'`,
    names: ({ transfer }) => ({ journal: transfer }),
  },
  {
    breaks: 'ledger.no_orphans',
    when: 'an account is gone',
    sql: ({ account }) => `DELETE FROM account WHERE id = '${account}'`,
    names: ({ transfer, account }) => ({ journal: transfer, account }),
  },
  {
    breaks: 'ledger.accounts_have_balances',
    when: 'a balance is gone',
    sql: ({ account }) => `DELETE FROM balance WHERE account_id = '${account}'`,
    names: ({ account }) => ({ account }),
    onlyWhole: true,
  },
  {
    breaks: 'ledger.one_currency',
    when: 'a posting is in a currency its accounts are not in',
    sql: ({ transfer }) => `UPDATE posting SET currency = 'USD' WHERE ${postingOf(transfer, 1)}`,
    names: ({ transfer, account }) => ({ journal: transfer, posting: '1', account }),
  },
  {
    breaks: 'ledger.trial_balance',
    when: 'a balance is made larger',
    sql: ({ account }) => `UPDATE balance SET balance = balance + 1 WHERE account_id = '${account}'`,
    names: () => ({ currency: 'EUR' }),
    onlyWhole: true,
  },
]

const balances: readonly Sabotage[] = [
  {
    breaks: 'ledger.balance_is_sum',
    when: 'a balance is made larger',
    sql: ({ account }) => `UPDATE balance SET balance = balance + 1 WHERE account_id = '${account}'`,
    names: ({ account }) => ({ account }),
  },
  {
    breaks: 'ledger.balance_is_last',
    when: 'a balance is made larger',
    sql: ({ account }) => `UPDATE balance SET balance = balance + 1 WHERE account_id = '${account}'`,
    names: ({ account }) => ({ account }),
  },
  {
    breaks: 'ledger.balance_is_last',
    when: 'the last entry is gone',
    sql: ({ account, lastSequence }) =>
      `DELETE FROM entry WHERE account_id = '${account}' AND sequence = ${lastSequence}`,
    names: ({ account, lastSequence }) => ({ account, sequence: lastSequence.toString() }),
  },
  {
    breaks: 'ledger.sequence_unbroken',
    when: 'an entry in the middle is gone',
    sql: ({ transfer }) => `DELETE FROM entry WHERE ${entryOf(transfer, 1)}`,
    names: ({ account }) => ({ account }),
  },
  {
    breaks: 'ledger.sequence_unbroken',
    when: 'there is an entry after the last',
    sql: ({ account, lastSequence }) => `
      INSERT INTO entry SELECT account_id, sequence + 1, journal_id, posting_number, amount, balance_after
      FROM entry WHERE account_id = '${account}' AND sequence = ${lastSequence}`,
    names: ({ account }) => ({ account }),
  },
  {
    breaks: 'ledger.running_balance',
    when: 'an entry says that it left more',
    sql: ({ transfer }) => `UPDATE entry SET balance_after = balance_after + 1 WHERE ${entryOf(transfer, 1)}`,
    names: ({ account }) => ({ account }),
  },
  {
    breaks: 'ledger.never_below_floor',
    when: 'a balance was below its floor in the past',
    sql: ({ transfer }) => `UPDATE entry SET balance_after = -1 WHERE ${entryOf(transfer, 1)}`,
    names: ({ account }) => ({ account }),
  },
  {
    breaks: 'ledger.never_below_floor',
    when: 'a balance is below its floor now',
    sql: ({ account }) => `
      ALTER TABLE balance DROP CONSTRAINT balance_not_below_floor;
      UPDATE balance SET balance = -1 WHERE account_id = '${account}'`,
    names: ({ account }) => ({ account }),
  },
  {
    breaks: 'ledger.account_character',
    when: 'a customer’s floor is taken away',
    sql: ({ account }) => `UPDATE balance SET floor = NULL WHERE account_id = '${account}'`,
    names: ({ account }) => ({ account }),
  },
]

const holds: readonly Sabotage[] = [
  {
    breaks: 'ledger.reserved_is_open_holds',
    when: 'an open hold is gone',
    sql: ({ openHold }) => `DELETE FROM hold WHERE id = '${openHold}'`,
    names: ({ payer }) => ({ owner: payer, currency: 'EUR' }),
  },
  {
    breaks: 'ledger.open_holds_are_reserved',
    when: 'somebody without money has an open hold',
    sql: ({ stranger }) => `
      INSERT INTO hold (id, owner_id, subject_id, amount, currency, status, created_at, expires_at)
      VALUES ('${stranger}', '${stranger}', '${stranger}', 5, 'EUR', 'active', now(), now())`,
    names: ({ stranger }) => ({ hold: stranger }),
    onlyWhole: true,
  },
  {
    breaks: 'ledger.hold_resolved_once',
    when: 'a hold says another end than its journal',
    sql: ({ releasedHold }) => `UPDATE hold SET status = 'expired' WHERE id = '${releasedHold}'`,
    names: ({ releasedHold }) => ({ hold: releasedHold }),
  },
  {
    breaks: 'ledger.hold_resolved_once',
    when: 'two journals resolve one hold',
    sql: ({ openHold, capturedHold }) => `
      UPDATE journal SET subject_id = '${capturedHold}' WHERE subject_id = '${openHold}';
      UPDATE journal SET kind = 'hold.captured' WHERE subject_id = '${capturedHold}'`,
    names: ({ capturedHold }) => ({ hold: capturedHold }),
  },
  {
    breaks: 'ledger.hold_resolved_once',
    when: 'a hold opened again',
    sql: ({ releasedHold }) =>
      `UPDATE hold SET status = 'active', resolved_at = NULL, released = 0 WHERE id = '${releasedHold}'`,
    names: ({ releasedHold }) => ({ hold: releasedHold }),
  },
  {
    breaks: 'ledger.hold_parts',
    when: 'a hold says that more was captured',
    sql: ({ capturedHold }) =>
      `UPDATE hold SET captured = captured + 1, released = released - 1 WHERE id = '${capturedHold}'`,
    names: ({ capturedHold }) => ({ hold: capturedHold }),
  },
]

const effects: readonly Sabotage[] = [
  {
    breaks: 'ledger.one_outcome_per_key',
    when: 'a key has two outcomes',
    sql: () => `
      ALTER TABLE idempotency_outcome DROP CONSTRAINT idempotency_outcome_pkey;
      INSERT INTO idempotency_outcome SELECT * FROM idempotency_outcome LIMIT 1`,
    names: () => ({}),
    onlyWhole: true,
  },
  {
    breaks: 'ledger.journals_are_told',
    when: 'the events of a journal are gone',
    sql: ({ transfer }) => `DELETE FROM event WHERE journal_id = '${transfer}'`,
    names: ({ transfer }) => ({ journal: transfer }),
  },
  {
    breaks: 'ledger.events_once',
    when: 'an event is told twice',
    sql: ({ transfer }) => `
      INSERT INTO event SELECT position + 1000, type, version, stream_id, subject_id, journal_id, payload, occurred_at
      FROM event WHERE journal_id = '${transfer}'`,
    names: ({ transfer }) => ({ journal: transfer }),
  },
  {
    breaks: 'ledger.events_have_journals',
    when: 'an event tells of a journal that is not there',
    sql: ({ transfer, stranger }) =>
      `UPDATE event SET journal_id = '${stranger}' WHERE journal_id = '${transfer}'`,
    names: ({ stranger }) => ({ journal: stranger }),
  },
  {
    breaks: 'ledger.event_log_unbroken',
    when: 'a position is missing',
    sql: ({ position }) => `DELETE FROM event WHERE position = ${position + 2n}`,
    names: ({ position }) => ({ position: (position + 3n).toString() }),
  },
  {
    breaks: 'ledger.reversed_once',
    when: 'a journal is reversed twice',
    sql: ({ next, reversed }) => `
      DROP INDEX journal_reversed_once;
      UPDATE journal SET reverses = '${reversed}' WHERE id = '${next}'`,
    names: ({ reversed }) => ({ journal: reversed }),
  },
  {
    breaks: 'ledger.reversal_is_mirror',
    when: 'a reversal gives back less than was taken',
    sql: ({ reversal }) => `UPDATE posting SET amount = amount - 1 WHERE ${postingOf(reversal, 1)}`,
    names: ({ reversal }) => ({ journal: reversal }),
  },
]

export const sabotages: readonly Sabotage[] = [
  ...books,
  ...balances,
  ...holds,
  ...effects,
  ...guards,
  ...chain,
]
