import { readApprovals, readOwnEvents, readStaffAccess } from './platform/queries-personal.ts'
import { bankOrderData } from './slices/bank-rail/index.ts'
import { depositData } from './slices/funding/index.ts'
import { exchangeData, forgetAlerts } from './slices/fx/index.ts'
import type { ClosedHook, DataSection } from './slices/identity/index.ts'
import { notificationData } from './slices/notifications/index.ts'
import { forgetMethods, paymentMethodData } from './slices/payment-methods/index.ts'
import { chargeData } from './slices/pricing/index.ts'
import { recordData } from './slices/records/index.ts'
import { remittanceData } from './slices/remittances/index.ts'
import { transferData } from './slices/transfers/index.ts'
import { walletData } from './slices/wallet/index.ts'
import { withdrawalData } from './slices/withdrawals/index.ts'

/** What the platform itself keeps of a customer, for the copy of their data: the log of events, and who looked. */
export const platformData: readonly DataSection[] = [
  { name: 'events', read: readOwnEvents },
  { name: 'looked_at_by_staff', read: readStaffAccess },
  { name: 'decided_by_staff', read: readApprovals },
]

/**
 * Everything that is kept of a customer besides their identity, slice by slice. `personal-data.test.ts` knows every table
 * that names a customer and where it is told.
 */
export function dataSections(sealKey: Buffer): readonly DataSection[] {
  return [
    walletData,
    transferData,
    remittanceData(sealKey),
    depositData(sealKey),
    withdrawalData,
    paymentMethodData(sealKey),
    bankOrderData,
    exchangeData,
    chargeData,
    recordData,
    notificationData,
    ...platformData,
  ]
}

/** What ends with an account: means that counterparties keep for it, and what would still write to its owner. */
export const closedHooks: readonly ClosedHook[] = [forgetMethods, forgetAlerts]
