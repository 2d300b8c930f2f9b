import { approvalInvariants } from './approval-kinds/index.ts'
import { auditInvariants } from './audit-invariants.ts'
import { bankRailInvariants } from './slices/bank-rail/index.ts'
import { fundingInvariants } from './slices/funding/index.ts'
import { fxInvariants } from './slices/fx/index.ts'
import { ledgerChecks, type InvariantCheck } from './slices/ledger/index.ts'
import { pricingInvariants } from './slices/pricing/index.ts'
import { remittanceInvariants } from './slices/remittances/index.ts'
import { recordsInvariants } from './slices/records/index.ts'
import { transferInvariants } from './slices/transfers/index.ts'
import { withdrawalInvariants } from './slices/withdrawals/index.ts'

/** What every slice above the ledger, and the audit log, wants verified with it. */
export const sliceChecks: readonly InvariantCheck[] = [
  ...pricingInvariants,
  ...transferInvariants,
  ...fxInvariants,
  ...remittanceInvariants,
  ...fundingInvariants,
  ...bankRailInvariants,
  ...withdrawalInvariants,
  ...recordsInvariants,
  ...auditInvariants,
  ...approvalInvariants,
]

/** All invariants there are, for the operator's commands; the running system composes the same. */
export function allChecks(appRole: string): readonly InvariantCheck[] {
  return [...ledgerChecks(appRole), ...sliceChecks]
}
