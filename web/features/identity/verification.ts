import { codeOf, ApiProblem } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import type { Answer } from '../../lib/api.ts'

export type Verification = Answer<'register'>

const keyOf = (id: string) => ['verification', id] as const

/** Between the page that caused a mail and the page where its code is entered. */
export function keepVerification(verification: Verification): void {
  queryClient.setQueryData(keyOf(verification.id), verification)
}

export function keptVerification(id: string): Verification | undefined {
  return queryClient.getQueryData(keyOf(id))
}

/** What a sign-in before the proof of the address answers with. */
export function verificationOf(error: unknown): Verification | undefined {
  if (!(error instanceof ApiProblem) || codeOf(error) !== 'verification_required') return undefined
  const verification = error.problem.details?.['verification']
  return isVerification(verification) ? verification : undefined
}

function isVerification(value: unknown): value is Verification {
  if (typeof value !== 'object' || value === null) return false
  return ['id', 'email', 'expires_at', 'resend_at'].every(
    field => field in value && typeof Reflect.get(value, field) === 'string',
  )
}
