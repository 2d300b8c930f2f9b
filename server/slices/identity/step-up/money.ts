import type pg from 'pg'
import type { Currency } from '../../../../contract/money.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import type { Statement } from '../../../platform/statement.ts'
import { standsBehind, type Claim } from './challenge.ts'
import * as queries from './queries.ts'
import type { ChallengeRow } from './tables.ts'
import { thresholdOf, type Threshold } from './thresholds.ts'

/**
 * Step-up for decisions of the money pipeline: read under its locks, used up in its transaction. The functions take the
 * pipeline's own connection.
 */

/** What decides whether a transfer needs a proof. */
export type StepUpFacts = Threshold & { confirmed: boolean }

/** In the order of `pairs`. */
export async function stepUpFacts(
  client: pg.ClientBase | pg.Pool,
  pairs: readonly { customerId: string; recipientId: string; currency: Currency }[],
): Promise<StepUpFacts[]> {
  const found = await queries.readPairs(client, pairs)
  return pairs.map(({ currency }, index) => {
    const chosen = found[index]
    assertInvariant(chosen !== undefined, 'every pair that is asked for is answered')
    return { ...thresholdOf(currency, chosen), confirmed: chosen.confirmed }
  })
}

/** A challenge as a money decision sees it. */
export type MoneyChallenge = ChallengeRow

/** By id; locked until the transaction ends, so that no other use of one of them can come between. */
export async function lockChallenges(
  client: pg.ClientBase,
  ids: readonly string[],
): Promise<Map<string, MoneyChallenge>> {
  return new Map((await queries.lockChallenges(client, ids)).map(row => [row.id, row]))
}

/** Whether this challenge lets the money go. Its lock is held, so the answer holds until the commit. */
export function mayUse(challenge: MoneyChallenge | undefined, claim: Claim): challenge is MoneyChallenge {
  return challenge !== undefined && standsBehind(challenge, claim)
}

export function used(challenge: MoneyChallenge, use: { by: string; at: Date }): MoneyChallenge {
  return { ...challenge, consumed_at: use.at, consumed_by: use.by }
}

/** Writes down the uses that were decided. The conditions are checked once more by the statement itself. */
export function storeUses(challenges: Iterable<MoneyChallenge>): Statement {
  const uses = Array.from(challenges, ({ id, consumed_at, consumed_by }) => {
    assertInvariant(consumed_at !== null && consumed_by !== null, 'a decision only ever uses a challenge up')
    return { id, at: consumed_at, by: consumed_by }
  })
  return queries.consumeAll(uses)
}

export type ConfirmedRecipient = queries.Confirmation

export function storeConfirmed(confirmed: readonly ConfirmedRecipient[]): Statement {
  return queries.insertConfirmed(confirmed)
}
