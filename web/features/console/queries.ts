import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { staffApi, type StaffAnswer, type StaffInput } from '../../lib/staff-api.ts'

export type CustomerPageData = StaffAnswer<'getCustomerPage'>
export type Restriction = CustomerPageData['restrictions'][number]
export type SearchAnswer = StaffAnswer<'searchCustomers'>
export type FoundCustomer = SearchAnswer['customers'][number]
export type Approval = StaffAnswer<'getApproval'>
export type AuditEntry = StaffAnswer<'listAuditEntries'>['data'][number]
export type AuditFilter = Omit<NonNullable<StaffInput<'listAuditEntries'>['query']>, 'limit' | 'cursor'>

/**
 * Every read of a customer is an entry in the audit log: what is on the screen is not asked for again because the
 * window got the focus, only because somebody wants it.
 */
const onRecord = { refetchOnWindowFocus: false, staleTime: 60_000 } as const

export function customerQuery(customer: string) {
  return queryOptions({
    queryKey: ['staff', 'customer', customer],
    queryFn: () => staffApi('getCustomerPage', { params: { customer } }),
    ...onRecord,
  })
}

export function customerTransactionsQuery(customer: string) {
  return infiniteQueryOptions({
    queryKey: ['staff', 'customer', customer, 'transactions'],
    queryFn: ({ pageParam }) =>
      staffApi('listCustomerTransactions', {
        params: { customer },
        query: { limit: 10, ...(pageParam ? { cursor: pageParam } : {}) },
      }),
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? undefined,
    ...onRecord,
  })
}

export function traceQuery(customer: string, number: string) {
  return queryOptions({
    queryKey: ['staff', 'customer', customer, 'trace', number],
    queryFn: () => staffApi('getCustomerTransactionTrace', { params: { customer, number } }),
    ...onRecord,
    staleTime: 15_000,
  })
}

export function diagnosisQuery(customer: string, number: string) {
  return queryOptions({
    queryKey: ['staff', 'customer', customer, 'diagnosis', number],
    queryFn: () => staffApi('getCustomerTransactionDiagnosis', { params: { customer, number } }),
    ...onRecord,
    staleTime: 15_000,
  })
}

export type ApprovalStatus = Approval['status']

export function approvalsQuery(status: ApprovalStatus | undefined) {
  return infiniteQueryOptions({
    queryKey: ['staff', 'approvals', status ?? 'all'],
    queryFn: ({ pageParam }) =>
      staffApi('listApprovals', {
        query: { limit: 25, ...(status ? { status } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
      }),
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? undefined,
    ...onRecord,
    staleTime: 15_000,
  })
}

/** Recoveries a second person has been asked about. */
export const askedRecoveriesQuery = queryOptions({
  queryKey: ['staff', 'approvals', 'recover_account'],
  queryFn: () =>
    staffApi('listApprovals', { query: { limit: 100, status: 'pending', kind: 'recover_account' } }),
  ...onRecord,
  staleTime: 15_000,
})

export function approvalQuery(approval: string) {
  return queryOptions({
    queryKey: ['staff', 'approval', approval],
    queryFn: () => staffApi('getApproval', { params: { approval } }),
    ...onRecord,
    staleTime: 15_000,
  })
}

export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ['staff', 'audit', filter],
    queryFn: ({ pageParam }) =>
      staffApi('listAuditEntries', {
        query: { ...filter, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
      }),
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? undefined,
    ...onRecord,
    // Going back to a search of a minute ago should show what has happened since.
    staleTime: 0,
  })
}

export type RecoveryRequest = StaffAnswer<'listRecoveryRequests'>['data'][number]

export const recoveryRequestsQuery = queryOptions({
  queryKey: ['staff', 'recovery-requests'],
  queryFn: () => staffApi('listRecoveryRequests', {}),
  ...onRecord,
})

export type NameChange = StaffAnswer<'listNameChanges'>['data'][number]
export type Member = StaffAnswer<'listStaffMembers'>['data'][number]

export const nameChangesQuery = queryOptions({
  queryKey: ['staff', 'name-changes'],
  queryFn: () => staffApi('listNameChanges', {}),
  ...onRecord,
})

export const membersQuery = queryOptions({
  queryKey: ['staff', 'members'],
  queryFn: () => staffApi('listStaffMembers', {}),
  ...onRecord,
})
