import { calendarEnds, type CalendarEnd } from './calendar-ends.ts'
import { createBankRailJobs, type BankRailJobs } from './jobs.ts'
import { suspenseClient } from './resolve-suspense.ts'
import type { BankRailDeps } from './deps.ts'

export { bankAccountFor, type DepositAccount, type OwnBank } from './accounts.ts'
export { calendarEnds, type CalendarEnd } from './calendar-ends.ts'
export {
  bankCalendar,
  daysAfter,
  paymentSpeeds,
  readBankingYears,
  unknownHolidaysDays,
  type Arrival,
  type BankCalendar,
  type PaymentSpeed,
} from './calendar.ts'
export { payeeOf, creditorOf, type Creditor, type Payee, type PostalAddress } from './at-rest.ts'
export { cancelQueuedOrder, requestRecall, takeIncoming, type TooLate } from './change-order.ts'
export type { BankRailClient, BankRailClients } from './clients.ts'
export type { BankRailDeps } from './deps.ts'
export { railHealth, type RailHealth } from './health.ts'
export { bankRailInvariants } from './invariants.ts'
export type { IncomingHandler, IncomingPayment, IncomingState } from './incoming.ts'
export {
  endToEndIdOf,
  paymentOrderClients,
  type BankEvidence,
  type BankReason,
  type NewPaymentOrder,
  type PaymentOrder,
  type PaymentOrderClient,
} from './order.ts'
export type { OrderState } from './order-states.ts'
export { incomingFact, paymentOrderFact, paymentOrders } from './rows.ts'
export { namespaceOf } from './messages/namespaces.ts'
export { element, plainText, writeDocument, type Element } from './xml/write.ts'
export { bankOrderData } from './personal-data.ts'
export {
  counterpartyOf,
  openPayer,
  sealCounterparty,
  sealPayer,
  type Payer,
  type StoredCounterparty,
} from './payer.ts'
export { resolutionsOf } from './resolve-suspense.ts'
export { fileDecisionsIn } from './file-states.ts'
export { decideFile, planResolution, suspenseForDesk, type DeskItem, type FileDecision } from './desk.ts'
export { traceOrder, type RailStep } from './trace.ts'

/** Payments in and out through our bank. */
export type BankRailSlice = BankRailJobs & {
  /** How far the holidays of our currencies are known. */
  calendarEnds: () => CalendarEnd[]
}

export function createBankRailSlice(deps: BankRailDeps): BankRailSlice {
  // Money that goes back to its sender is ordered by nobody above.
  const clients = { ...deps.clients, suspense_return: suspenseClient(deps) }
  return { ...createBankRailJobs({ ...deps, clients }), calendarEnds: () => calendarEnds(deps) }
}
