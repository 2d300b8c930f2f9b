import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { staffApi, type StaffAnswer, type StaffInput } from '../../lib/staff-api.ts'

export type BankFile = StaffAnswer<'listBankFiles'>['data'][number]
export type FileLine = NonNullable<StaffAnswer<'getBankFile'>['at_line']>
export type PaymentOrder = StaffAnswer<'listPaymentOrders'>['data'][number]
export type OrderStep = StaffAnswer<'getPaymentOrder'>['steps'][number]
export type SuspenseItem = StaffAnswer<'listSuspenseItems'>['data'][number]
export type BankStatement = StaffAnswer<'listBankStatements'>['data'][number]
export type BankBreak = StaffAnswer<'listBankBreaks'>['data'][number]
export type Position = StaffAnswer<'getSafeguarding'>['data'][number]
export type LedgerAccount = StaffAnswer<'listLedgerAccounts'>['data'][number]
export type LedgerEntry = StaffAnswer<'listLedgerEntries'>['data'][number]

type OrderFilter = Pick<NonNullable<StaffInput<'listPaymentOrders'>['query']>, 'status' | 'file'>
export type FileStatus = BankFile['status']
export type OrderStatus = PaymentOrder['status']
export type SuspenseStatus = SuspenseItem['status']
export type BreakStatus = BankBreak['status']

/** Reading is on record: what is on the screen is not asked for again because the window got the focus. */
const onRecord = { refetchOnWindowFocus: false, staleTime: 15_000 } as const

const paged = {
  initialPageParam: '',
  getNextPageParam: (page: { next_cursor: string | null }) => page.next_cursor ?? undefined,
  ...onRecord,
}

const after = (cursor: string) => ({ limit: 25, ...(cursor ? { cursor } : {}) })

export function bankFilesQuery(status?: FileStatus) {
  return infiniteQueryOptions({
    queryKey: ['staff', 'bank-files', status ?? 'all'],
    queryFn: ({ pageParam }) =>
      staffApi('listBankFiles', { query: { ...(status ? { status } : {}), ...after(pageParam) } }),
    ...paged,
  })
}

export function bankFileQuery(file: number, line?: number) {
  return queryOptions({
    queryKey: ['staff', 'bank-files', 'one', file, line ?? null],
    queryFn: () =>
      staffApi('getBankFile', {
        params: { file: file.toString() },
        query: line === undefined ? {} : { line },
      }),
    ...onRecord,
  })
}

export function paymentOrdersQuery(filter: OrderFilter) {
  return infiniteQueryOptions({
    queryKey: ['staff', 'payment-orders', filter],
    queryFn: ({ pageParam }) => staffApi('listPaymentOrders', { query: { ...filter, ...after(pageParam) } }),
    ...paged,
  })
}

export function paymentOrderQuery(order: string) {
  return queryOptions({
    queryKey: ['staff', 'payment-order', order],
    queryFn: () => staffApi('getPaymentOrder', { params: { order } }),
    ...onRecord,
  })
}

export function suspenseQuery(status: SuspenseStatus) {
  return infiniteQueryOptions({
    queryKey: ['staff', 'suspense', status],
    queryFn: ({ pageParam }) => staffApi('listSuspenseItems', { query: { status, ...after(pageParam) } }),
    ...paged,
  })
}

export const statementsQuery = infiniteQueryOptions({
  queryKey: ['staff', 'bank-statements'],
  queryFn: ({ pageParam }) => staffApi('listBankStatements', { query: after(pageParam) }),
  ...paged,
})

export function breaksQuery(status: BreakStatus | undefined) {
  return infiniteQueryOptions({
    queryKey: ['staff', 'bank-breaks', status ?? 'all'],
    queryFn: ({ pageParam }) =>
      staffApi('listBankBreaks', { query: { ...(status ? { status } : {}), ...after(pageParam) } }),
    ...paged,
  })
}

export const calendarsQuery = queryOptions({
  queryKey: ['staff', 'bank-calendars'],
  queryFn: () => staffApi('listBankCalendars', {}),
  ...onRecord,
})

export const safeguardingQuery = queryOptions({
  queryKey: ['staff', 'safeguarding'],
  queryFn: () => staffApi('getSafeguarding', {}),
  ...onRecord,
})

export function ledgerAccountsQuery(customer: string | undefined) {
  return queryOptions({
    queryKey: ['staff', 'ledger-accounts', customer ?? 'operator'],
    queryFn: () => staffApi('listLedgerAccounts', { query: customer ? { customer } : {} }),
    ...onRecord,
  })
}

export function ledgerEntriesQuery(account: string) {
  return infiniteQueryOptions({
    queryKey: ['staff', 'ledger-entries', account],
    queryFn: ({ pageParam }) =>
      staffApi('listLedgerEntries', { params: { account }, query: after(pageParam) }),
    ...paged,
  })
}

export function journalQuery(journal: string) {
  return queryOptions({
    queryKey: ['staff', 'journal', journal],
    queryFn: () => staffApi('getLedgerJournal', { params: { journal } }),
    // A journal never changes.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
}
