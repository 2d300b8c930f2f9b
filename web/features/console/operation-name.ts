import { useTranslation } from 'react-i18next'
import type english from '../../messages/console/en.json'

type Known = keyof (typeof english)['console']['operation']

/** The entries an auditor meets most, in words; any other by the name the API's documents give it. */
const known: Record<Known, true> = {
  searchCustomers: true,
  getCustomerPage: true,
  listCustomerTransactions: true,
  getCustomerTransactionTrace: true,
  getCustomerTransactionDiagnosis: true,
  revealCustomer: true,
  freezeCustomer: true,
  endCustomerSessions: true,
  listAuditEntries: true,
  listBankFiles: true,
  getBankFile: true,
  listBankCalendars: true,
  listPaymentOrders: true,
  getPaymentOrder: true,
  listSuspenseItems: true,
  listBankStatements: true,
  listBankBreaks: true,
  explainBankBreak: true,
  decideBankFile: true,
  getSafeguarding: true,
  listLedgerAccounts: true,
  listLedgerEntries: true,
  getLedgerJournal: true,
  listSchedules: true,
  getSchedule: true,
  createSchedule: true,
  saveSchedule: true,
  deleteSchedule: true,
  replaySchedule: true,
  verifyAuditChain: true,
  requestApproval: true,
  listApprovals: true,
  getApproval: true,
  approveApproval: true,
  rejectApproval: true,
  staffSignIn: true,
  staffProveFactor: true,
  staffSignOut: true,
  openInvitation: true,
  acceptInvitation: true,
  listStaffMembers: true,
  listNameChanges: true,
  listRecoveryRequests: true,
  recordIdentityCheck: true,
  signIn: true,
  signOut: true,
  endSession: true,
  register: true,
  confirmEmail: true,
  confirmEmailByLink: true,
  lookUpRecipient: true,
  updateMe: true,
}

function isKnown(operation: string): operation is Known {
  return Object.hasOwn(known, operation)
}

export function useOperationName(): (operation: string) => string {
  const { t } = useTranslation()
  return operation => (isKnown(operation) ? t(`console.operation.${operation}`) : operation)
}
