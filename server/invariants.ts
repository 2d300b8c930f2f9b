import { ledgerChecks, type InvariantCheck } from './slices/ledger/index.ts'

/** What every slice above the ledger wants verified with it. */
export const sliceChecks: readonly InvariantCheck[] = []

/** All invariants there are, for the operator's commands; the running system composes the same. */
export function allChecks(appRole: string): readonly InvariantCheck[] {
  return [...ledgerChecks(appRole), ...sliceChecks]
}
