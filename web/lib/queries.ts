import { QueryClient, queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import { ApiProblem } from './problem.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal is an answer; only silence is worth asking again, and not while there is no network at all: then
      // what is known from last time should be on the screen at once, and `live.ts` asks anew when it is back.
      retry: (failures, error) =>
        navigator.onLine && !(error instanceof ApiProblem && error.problem.status < 500) && failures < 3,
      refetchOnWindowFocus: true,
      networkMode: 'always',
    },
    // By default a mutation without a network waits silently and is sent whenever there is one again: a payment
    // minutes after somebody gave up on it. It fails at once instead, and the person decides.
    mutations: { networkMode: 'always' },
  },
})

/** Questions several features ask; each feature has its own besides. */
export const metaQuery = queryOptions({
  queryKey: ['meta'],
  queryFn: () => api('getMeta', {}),
  staleTime: Infinity,
})

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => api('getMe', {}),
  staleTime: 60_000,
  retry: (failures, error) => navigator.onLine && !(error instanceof ApiProblem) && failures < 2,
})

export const walletQuery = queryOptions({ queryKey: ['wallet'], queryFn: () => api('getWallet', {}) })
