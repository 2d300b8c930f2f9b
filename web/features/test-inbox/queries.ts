import { queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'

export type TestMail = Answer<'listTestMails'>['data'][number]

/** Mail arrives by itself, without a live event: nobody is signed in where it is read. */
const everyMs = 2_000

export function mailsQuery(to: string) {
  return queryOptions({
    queryKey: ['test-mails', to],
    queryFn: () => api('listTestMails', { query: to === '' ? {} : { to } }),
    refetchInterval: everyMs,
    staleTime: 0,
  })
}

export function smsQuery(to: string) {
  return queryOptions({
    queryKey: ['test-sms', to],
    queryFn: () => api('listTestSms', { query: to === '' ? {} : { to } }),
    refetchInterval: everyMs,
    staleTime: 0,
  })
}
