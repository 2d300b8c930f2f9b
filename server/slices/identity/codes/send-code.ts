import { z } from 'zod'
import { stepUpDisplaySchema } from '../../../../contract/api/challenges.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { defineJob, type Job } from '../../../platform/jobs.ts'
import type { Approval } from '../../../platform/code-approval.ts'
import type { Mailer } from '../../../platform/mail.ts'
import type { SmsSender } from '../../../platform/sms.ts'
import { newCode } from '../one-time-code.ts'
import { maskEmail, maskPhone } from '../staff-view/mask.ts'
import { codeLifetimeMs, hashCode } from './codes.ts'
import * as queries from './queries.ts'

const payload = z.strictObject({ id: z.uuid(), generation: z.number().int().positive() })
export type SendCode = z.infer<typeof payload>

export type SendCodeOptions = {
  db: Db
  clock: Clock
  codeKey: Buffer
  mailer: Pick<Mailer, 'sendMail'>
  sms: SmsSender
  publicUrl: string
}

/**
 * Makes a code, stores its hash and sends it. Made here, a code is never in a job's payload, a log or (but for its
 * hash) the database; repeated, the job makes a new one and the message before is void. Whether there is anybody to
 * send it to is decided only here, after the request was answered.
 */
export function createSendCode(options: SendCodeOptions): Job<SendCode> {
  return defineJob({
    name: 'identity.send_code',
    payload,
    // Six attempts take some six minutes; the code itself lives ten, and then there is nothing to send.
    maxAttempts: 6,
    run: job => sendCode(options, job),
  })
}

async function sendCode(options: SendCodeOptions, { id, generation }: SendCode): Promise<void> {
  const { db, clock, codeKey } = options
  const wanted = await queries.findCodeToSend(db.read, id)
  if (!wanted || wanted.generation !== generation || wanted.address === null || wanted.locale === null) return
  const code = newCode()
  const codeHash = hashCode(codeKey, { ...wanted, code })
  const armed = await db.transaction(tx =>
    queries.armCode(tx, { id, generation, codeHash, now: clock.now() }),
  )
  if (!armed) return
  await deliver(options, { ...wanted, address: wanted.address, locale: wanted.locale }, code)
}

type Recipient = Pick<queries.CodeToSend, 'channel' | 'purpose' | 'operation' | 'display'> & {
  address: string
  locale: NonNullable<queries.CodeToSend['locale']>
}

async function deliver(options: SendCodeOptions, to: Recipient, code: string): Promise<void> {
  const { mailer, sms, publicUrl } = options
  const { address, locale, purpose } = to
  const minutes = codeLifetimeMs / 60_000
  const approval = approvalIn(to)
  const about = { code, minutes, purpose, ...(approval ? { approval } : {}) }
  if (to.channel === 'email')
    await mailer.sendMail({
      to: address,
      locale,
      template: 'one_time_code',
      params: { ...about, link: publicUrl },
    })
  // A number that can get no messages gets none, however often it is tried; another way is offered on the page.
  else await sms.sendSms({ to: address, locale, template: 'code', params: about })
}

/** What the code approves, so that whoever reads only the message knows what they do. */
function approvalIn({ operation, display }: Pick<Recipient, 'operation' | 'display'>): Approval | undefined {
  if (operation === null) return undefined
  const { reason: _, ...shown } = stepUpDisplaySchema.parse(display)
  return { operation, ...shown, facts: shown.facts.map(masked) }
}

type Fact = Approval['facts'][number]

/** The screen shows a new address or number in full, to who typed it; a message may be read by anybody. */
function masked({ name, value }: Fact): Fact {
  if (name === 'new_email') return { name, value: maskEmail(value) }
  if (name === 'new_phone') return { name, value: maskPhone(value) }
  return { name, value }
}
