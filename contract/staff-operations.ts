import * as approvals from './api/approvals.ts'
import * as audit from './api/audit.ts'
import * as console from './api/console.ts'
import * as diagnosis from './api/diagnosis.ts'
import * as bankFiles from './api/bank-files.ts'
import * as finance from './api/finance.ts'
import * as ledger from './api/ledger.ts'
import * as names from './api/name-changes-staff.ts'
import * as recovery from './api/recovery-staff.ts'
import * as schedules from './api/schedules.ts'
import * as staff from './api/staff.ts'
import * as trace from './api/trace.ts'

/**
 * Every operation of the staff's realm by its id. Apart from `operations.ts`: the console has a document and a
 * table of its own, so that neither the customers' documentation nor their first download speaks of it.
 */
export const staffOperations = {
  staffSignIn: staff.staffSignIn,
  staffPasskeyOptions: staff.staffPasskeyOptions,
  staffProveFactor: staff.staffProveFactor,
  getStaffSession: staff.getStaffSession,
  staffSignOut: staff.staffSignOut,
  openInvitation: staff.openInvitation,
  acceptInvitation: staff.acceptInvitation,
  listStaffMembers: staff.listStaffMembers,
  requestApproval: approvals.requestApproval,
  listApprovals: approvals.listApprovals,
  getApproval: approvals.getApproval,
  approveApproval: approvals.approveApproval,
  rejectApproval: approvals.rejectApproval,
  listRecoveryRequests: recovery.listRecoveryRequests,
  recordIdentityCheck: recovery.recordIdentityCheck,
  listNameChanges: names.listNameChanges,
  listSchedules: schedules.listSchedules,
  getSchedule: schedules.getSchedule,
  createSchedule: schedules.createSchedule,
  saveSchedule: schedules.saveSchedule,
  deleteSchedule: schedules.deleteSchedule,
  replaySchedule: schedules.replaySchedule,
  searchCustomers: console.searchCustomers,
  getCustomerPage: console.getCustomerPage,
  listCustomerTransactions: console.listCustomerTransactions,
  getCustomerTransactionTrace: trace.getCustomerTransactionTrace,
  getCustomerTransactionDiagnosis: diagnosis.getCustomerTransactionDiagnosis,
  revealCustomer: console.revealCustomer,
  freezeCustomer: console.freezeCustomer,
  endCustomerSessions: console.endCustomerSessions,
  listBankFiles: bankFiles.listBankFiles,
  getBankFile: bankFiles.getBankFile,
  listPaymentOrders: bankFiles.listPaymentOrders,
  getPaymentOrder: bankFiles.getPaymentOrder,
  listSuspenseItems: finance.listSuspenseItems,
  listBankStatements: finance.listBankStatements,
  listBankBreaks: finance.listBankBreaks,
  explainBankBreak: finance.explainBankBreak,
  decideBankFile: bankFiles.decideBankFile,
  listBankCalendars: finance.listBankCalendars,
  getSafeguarding: finance.getSafeguarding,
  listLedgerAccounts: ledger.listLedgerAccounts,
  listLedgerEntries: ledger.listLedgerEntries,
  getLedgerJournal: ledger.getLedgerJournal,
  listAuditEntries: audit.listAuditEntries,
  verifyAuditChain: audit.verifyAuditChain,
} as const

export type StaffOperations = typeof staffOperations
export type StaffOperationId = keyof StaffOperations
