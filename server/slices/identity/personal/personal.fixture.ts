import { z } from 'zod'
import { contactChangeSchema } from '../../../../contract/api/personal.ts'
import type { Answer, Fixture, Request } from '../identity.fixture.ts'
import { sentCode } from '../recovery/recovery.fixture.ts'
import { confirmed } from '../security/security.fixture.ts'
import { signedIn, type SignedIn } from '../step-up/step-up.fixture.ts'

export { signedIn, type SignedIn }

type Wanted = Pick<Request, 'method' | 'path'> & { body?: unknown }

/** A request of a signed-in customer. */
export function ask(fixture: Fixture, who: SignedIn, wanted: Wanted): Promise<Answer> {
  return fixture.send({ ...wanted, bearer: who.session.token })
}

/** The same for what wants to be confirmed first: the challenge is passed and the request sent again. */
export function askConfirmed(fixture: Fixture, who: SignedIn, wanted: Wanted): Promise<Answer> {
  return confirmed(fixture, more => fixture.send({ ...wanted, bearer: who.session.token, ...more }))
}

let places = 0

export function newEmail(): string {
  places += 1
  return `new.place.${places}@example.org`
}

export function newPhone(): string {
  places += 1
  return `+86139${String(10_000_000 + places)}`
}

export type Kind = 'email' | 'phone'

/** Begins a change and reads the code at the new address. */
export async function startChange(fixture: Fixture, who: SignedIn, kind: Kind, to: string) {
  const body = kind === 'email' ? { kind, email: to } : { kind, phone: to }
  const answer = await askConfirmed(fixture, who, { method: 'POST', path: '/v1/contact_changes', body })
  const { id } = contactChangeSchema.parse(answer.body)
  await fixture.settled()
  const code = sentCode(fixture, to, kind === 'email' ? 'change_email' : 'change_phone')
  if (code === undefined) throw new Error(`no code was sent to ${to}`)
  return { id, code }
}

export function confirmChange(fixture: Fixture, who: SignedIn, id: string, code: string): Promise<Answer> {
  return ask(fixture, who, { method: 'POST', path: `/v1/contact_changes/${id}/confirm`, body: { code } })
}

/** A change that was done, with the link its old address got. */
export async function doneChange(fixture: Fixture, who: SignedIn, kind: Kind, to: string) {
  const { id, code } = await startChange(fixture, who, kind, to)
  const answer = await confirmChange(fixture, who, id, code)
  if (answer.status !== 200) throw new Error(`not changed: ${answer.text}`)
  await fixture.settled()
  const template = kind === 'email' ? 'email_replaced' : 'phone_replaced'
  const mail = fixture.mails.findLast(sent => sent.template === template)
  if (mail?.template !== 'email_replaced' && mail?.template !== 'phone_replaced')
    throw new Error('the old address was not told')
  const [change = '', token = ''] = new URL(mail.params.link).hash.slice(1).split('.')
  return { id, mail, link: { change, token } }
}

export function revert(fixture: Fixture, link: { change: string; token: string }): Promise<Answer> {
  return fixture.send({ method: 'POST', path: '/v1/contact_changes/revert', body: link })
}

const meShape = z.object({
  email: z.string(),
  phone: z.string(),
  name: z.string(),
  status: z.string(),
  phone_verified_at: z.date().nullable(),
})

/** The customer as stored, whether anybody can sign in or not. */
export async function customerOf(fixture: Fixture, { customer }: SignedIn) {
  const [row] = await fixture.rows(
    'SELECT email, phone, name, status, phone_lookup, phone_verified_at, email_key FROM customer WHERE id = $1',
    [customer.id],
  )
  return { ...row, ...meShape.parse(row) }
}

/** Kinds of what was told on a customer's stream, in order. */
export async function toldTo(fixture: Fixture, { customer }: SignedIn): Promise<unknown[]> {
  const rows = await fixture.rows('SELECT type FROM outbox WHERE stream_id = $1 ORDER BY id', [customer.id])
  return rows.map(row => row['type'])
}
