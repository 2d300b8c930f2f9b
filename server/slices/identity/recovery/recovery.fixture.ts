import { z } from 'zod'
import type { CodePurpose } from '../../../../contract/api/factors.ts'
import { recoverySchema } from '../../../../contract/api/recovery.ts'
import type { Fixture, Request } from '../identity.fixture.ts'

const provedSchema = z.object({ token: z.string(), expires_at: z.string(), second_factor: z.boolean() })

export const newPassword = 'granite willow harbor 38'

export async function startRecovery(fixture: Fixture, contact: string) {
  const answer = await fixture.send({ method: 'POST', path: '/v1/recoveries', body: { contact } })
  const recovery = recoverySchema.parse(answer.body)
  await fixture.settled()
  return recovery
}

/** The newest code for this purpose that was mailed or texted to somebody. */
export function sentCode(
  fixture: Fixture,
  to: string,
  purpose: CodePurpose = 'recovery',
): string | undefined {
  const mailed = fixture.mails.flatMap(mail => (mail.template === 'one_time_code' ? [mail] : []))
  const texted = fixture.messages.flatMap(text => (text.template === 'code' ? [text] : []))
  return [...mailed, ...texted].findLast(sent => sent.to === to && sent.params.purpose === purpose)?.params
    .code
}

export function prove(fixture: Fixture, recovery: string, code: string) {
  return fixture.send({ method: 'POST', path: `/v1/recoveries/${recovery}/prove`, body: { code } })
}

export function complete(
  fixture: Fixture,
  recovery: string,
  { token, password = newPassword, ...more }: { token: string; password?: string } & Partial<Request>,
) {
  const path = `/v1/recoveries/${recovery}/complete`
  return fixture.send({ method: 'POST', path, body: { token, password }, ...more })
}

/** A recovery whose code was right: its id, and the token that allows one new password. */
export async function provedRecovery(fixture: Fixture, contact: string, to = contact) {
  const { id } = await startRecovery(fixture, contact)
  const code = sentCode(fixture, to)
  if (code === undefined) throw new Error(`no code was sent to ${to}`)
  const { token, second_factor: secondFactor } = provedSchema.parse((await prove(fixture, id, code)).body)
  return { id, token, secondFactor }
}
