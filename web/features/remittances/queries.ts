import { queryOptions } from '@tanstack/react-query'
import { corridorTo, type Corridor } from '../../../contract/corridors/index.ts'
import { api, type Answer } from '../../lib/api.ts'
import { queryClient } from '../../lib/queries.ts'

export type Recipient = Answer<'listRecipients'>['data'][number]
export type Quote = Answer<'createTransferAbroadQuote'>
export type TransferAbroad = Answer<'getTransferAbroad'>

export const recipientsQuery = queryOptions({
  queryKey: ['recipients'],
  queryFn: () => api('listRecipients', {}),
})

/** States in which nothing will happen any more; what has arrived may still come back, and a live event says so. */
const settled: readonly TransferAbroad['status'][] = ['completed', 'failed', 'canceled', 'returned']

export function isSettled({ status }: Pick<TransferAbroad, 'status'>): boolean {
  return settled.includes(status)
}

/** It has not left because the account is frozen or restricted: then its time is not one at which anything arrives. */
export function isHeld({ status, status_reason: reason }: TransferAbroad): boolean {
  return status === 'processing' && reason === 'account_restricted'
}

const pollMs = 10_000

/** Live events wake it; the interval is for those who have no live connection. */
export function transferAbroadQuery(id: string) {
  return queryOptions({
    queryKey: ['object', id],
    queryFn: () => api('getTransferAbroad', { params: { transfer_abroad: id } }),
    refetchInterval: query => (query.state.data && isSettled(query.state.data) ? false : pollMs),
  })
}

/** The corridor of a recipient: they are kept only where there is one. */
export function corridorOf({ country }: Pick<Recipient, 'country'>): Corridor {
  const corridor = corridorTo(country)
  if (!corridor) throw new Error(`there is no corridor to ${country}`)
  return corridor
}

/** What shows money has to be asked again once some of it has moved. */
export function refreshMoney(): void {
  for (const key of ['wallet', 'transactions', 'limits', 'recipients'])
    void queryClient.invalidateQueries({ queryKey: [key] })
}
