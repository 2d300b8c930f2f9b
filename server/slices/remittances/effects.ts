import { change, insert, type FactChange, type RowInsert } from '../ledger/index.ts'
import { transactionRecords } from '../wallet/index.ts'
import { transferFact, transferRows, transferSteps } from './rows.ts'
import { recordOf, type NewStep, type Transfer } from './transfer.ts'

/** What every decision about a transfer writes: the transfer, its new steps and the customer's history. */
type Written = { transfer: Transfer; facts: FactChange[]; rows: RowInsert[] }

export function writeNew(transfer: Transfer, steps: readonly NewStep[]): Written {
  const numbered = { ...transfer, version: 1, steps: steps.length }
  return {
    transfer: numbered,
    facts: [],
    rows: [insert(transferRows, numbered), ...rest(numbered, 0, steps)],
  }
}

/** `after` is `before` with what changed; its version and number of steps are counted here. */
export function writeChange(before: Transfer, after: Transfer, steps: readonly NewStep[]): Written {
  const transfer = { ...after, version: before.version + 1, steps: before.steps + steps.length }
  return {
    transfer,
    facts: [change(transferFact, transfer.id, transfer)],
    rows: rest(transfer, before.steps, steps),
  }
}

function rest(transfer: Transfer, earlierSteps: number, steps: readonly NewStep[]): RowInsert[] {
  return [
    ...steps.map((step, index) =>
      insert(transferSteps, {
        ...step,
        transferId: transfer.id,
        number: earlierSteps + index + 1,
        state: transfer.status,
        at: transfer.updatedAt,
      }),
    ),
    insert(transactionRecords, recordOf(transfer)),
  ]
}
