import { DomainError } from '../../platform/errors.ts'
import type { Parts } from './parts.ts'

/**
 * Throws `password_too_weak` for a password that is easily guessed, also from what is known of its owner. `path` is
 * the field of the request it was in.
 */
export async function refuseWeakPassword(
  parts: Pick<Parts, 'judgePassword'>,
  person: { name: string; email: string; phone: string; password: string },
  path = 'password',
): Promise<void> {
  const judge = await parts.judgePassword()
  const { strong, score } = judge(person.password, person)
  if (strong) return
  throw new DomainError('password_too_weak', {
    details: { score },
    fields: [{ path, code: 'password_too_weak' }],
  })
}
