import { change, insert, type FactChange, type RowInsert } from '../ledger/index.ts'
import { transactionRecords } from '../wallet/index.ts'
import { withdrawalFact, withdrawalRows, withdrawalSteps } from './rows.ts'
import { recordOf, type NewStep, type Withdrawal } from './withdrawal.ts'

/** What every decision about a withdrawal writes: the withdrawal itself, its new steps and the customer's history. */
type Written = { withdrawal: Withdrawal; facts: FactChange[]; rows: RowInsert[] }

/** `balanceAfter`: what the customer can spend afterwards, in minor units; null where nothing was set aside. */
export function writeNew(
  withdrawal: Withdrawal,
  steps: readonly NewStep[],
  balanceAfter: bigint | null,
): Written {
  const numbered = { ...withdrawal, version: 1, steps: steps.length }
  return {
    withdrawal: numbered,
    facts: [],
    rows: [insert(withdrawalRows, numbered), ...rest(numbered, 0, steps, balanceAfter)],
  }
}

/** `after` is `before` with what changed; its version and number of steps are counted here. */
export function writeChange(
  before: Withdrawal,
  after: Withdrawal,
  steps: readonly NewStep[],
  balanceAfter: bigint,
): Written {
  const withdrawal = { ...after, version: before.version + 1, steps: before.steps + steps.length }
  return {
    withdrawal,
    facts: [change(withdrawalFact, withdrawal.id, withdrawal)],
    rows: rest(withdrawal, before.steps, steps, balanceAfter),
  }
}

function rest(
  withdrawal: Withdrawal,
  earlierSteps: number,
  steps: readonly NewStep[],
  balanceAfter: bigint | null,
): RowInsert[] {
  const numbered = steps.map((step, index) => ({
    ...step,
    withdrawalId: withdrawal.id,
    number: earlierSteps + index + 1,
    state: withdrawal.status,
    at: withdrawal.updatedAt,
  }))
  return [
    ...numbered.map(step => insert(withdrawalSteps, step)),
    insert(transactionRecords, recordOf(withdrawal, balanceAfter)),
  ]
}
