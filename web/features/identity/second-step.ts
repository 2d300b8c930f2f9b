import { queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'
import { queryClient } from '../../lib/queries.ts'

export type SecondStep = Answer<'getSecondStep'>['second_factor']
export type SignedIn = Answer<'completeSignIn'>

/** What the page of the second step shows; asked of the server after a reload. */
export const secondStepQuery = queryOptions({
  queryKey: ['second-step'],
  queryFn: async () => (await api('getSecondStep', {})).second_factor,
  staleTime: Infinity,
  retry: false,
})

export function keepSecondStep(step: SecondStep): void {
  queryClient.setQueryData(secondStepQuery.queryKey, step)
}

export function forgetSecondStep(): void {
  queryClient.removeQueries({ queryKey: secondStepQuery.queryKey })
}

/** Whether a sign-in with the password is complete, or a second proof is owed. */
export function isSignedIn(answer: Answer<'signIn'>): answer is SignedIn {
  return 'session' in answer
}
