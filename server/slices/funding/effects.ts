import type { Deposit, NewStep } from './deposit.ts'
import { recordOf } from './deposit.ts'
import { change, insert, type FactChange, type RowInsert } from '../ledger/index.ts'
import { transactionRecords } from '../wallet/index.ts'
import { depositFact, depositRows, depositSteps } from './rows.ts'

/** What every decision about a deposit writes: the deposit itself, its new steps and the customer's history. */
type Written = { deposit: Deposit; facts: FactChange[]; rows: RowInsert[] }

export function writeNew(deposit: Deposit, steps: readonly NewStep[]): Written {
  const numbered = { ...deposit, version: 1, steps: steps.length }
  return {
    deposit: numbered,
    facts: [],
    rows: [insert(depositRows, numbered), ...rest(numbered, 0, steps, null)],
  }
}

/** `after` is `before` with what changed; its version and number of steps are counted here. */
export function writeChange(
  before: Deposit,
  after: Deposit,
  steps: readonly NewStep[],
  balanceAfter: bigint | null,
): Written {
  const deposit = { ...after, version: before.version + 1, steps: before.steps + steps.length }
  return {
    deposit,
    facts: [change(depositFact, deposit.id, deposit)],
    rows: rest(deposit, before.steps, steps, balanceAfter),
  }
}

function rest(
  deposit: Deposit,
  earlierSteps: number,
  steps: readonly NewStep[],
  balanceAfter: bigint | null,
): RowInsert[] {
  const numbered = steps.map((step, index) => ({
    ...step,
    depositId: deposit.id,
    number: earlierSteps + index + 1,
    state: deposit.status,
    at: deposit.updatedAt,
  }))
  return [
    ...numbered.map(step => insert(depositSteps, step)),
    insert(transactionRecords, recordOf(deposit, balanceAfter)),
  ]
}
