import * as identity from '../../../contract/api/identity.ts'
import type { Body } from '../../../contract/operation.ts'
import { DomainError, type InvalidField } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { foldEmail } from './fold-email.ts'
import type { Parts } from './parts.ts'
import { readMobileNumber } from './phone.ts'
import * as queries from './queries-registration.ts'
import { askForMail, registrationLifetimeMs, verificationTimes, wireVerification } from './verification.ts'

/**
 * Keeps what was typed and sends a code and a link. Nothing here looks whether the address has an account: for
 * everybody the same rows are written by the same statements after the same hash (`send-code-mail.ts` goes on).
 */
export function registerRoute(parts: Parts): Route {
  return route(identity.register, async ({ body, context }) => {
    const { emailKey, phone } = checkInput(parts, body)
    await refuseWeakPassword(parts, { ...body, phone })
    const passwordHash = await parts.passwords.hash(body.password)

    const { now } = context
    const registrationId = newId()
    const verification = { id: newId(), generation: 1, ...verificationTimes(now) }
    await parts.db.transaction(async tx => {
      await parts.throttle.countCodeMail(tx, { emailKey, now })
      await queries.insertRegistration(
        tx,
        {
          id: registrationId,
          name: body.name,
          email: body.email,
          email_key: emailKey,
          phone,
          password_hash: passwordHash,
          locale: body.locale,
          terms_version: body.terms_version,
          privacy_version: body.privacy_version,
          created_at: now,
          expires_at: new Date(now.getTime() + registrationLifetimeMs),
          customer_id: null,
        },
        {
          ...verification,
          registration_id: registrationId,
          code_hash: null,
          link_hash: null,
          attempts: 0,
          consumed_at: null,
        },
      )
      await askForMail(tx, parts, verification)
    })
    context.audit({ subject: verification.id })
    return wireVerification({ ...verification, email: body.email })
  })
}

/** What a schema cannot know: numbering plans, domains, and which terms are in force. All problems at once. */
function checkInput(parts: Parts, body: Body<typeof identity.register>): { emailKey: string; phone: string } {
  const emailKey = foldEmail(body.email)
  const phone = readMobileNumber(body.phone)
  const fields: InvalidField[] = []
  if (emailKey === undefined) fields.push({ path: 'email', code: 'email_malformed' })
  if (phone === undefined) fields.push({ path: 'phone', code: 'phone_malformed' })
  const { terms, privacy } = parts.legalVersions
  if (body.terms_version !== terms) fields.push({ path: 'terms_version', code: 'terms_outdated' })
  if (body.privacy_version !== privacy) fields.push({ path: 'privacy_version', code: 'terms_outdated' })
  if (emailKey === undefined || phone === undefined || fields.length > 0)
    throw new DomainError('validation_failed', { fields })
  return { emailKey, phone }
}

async function refuseWeakPassword(
  parts: Parts,
  person: { name: string; email: string; phone: string; password: string },
): Promise<void> {
  const judge = await parts.judgePassword()
  const { strong, score } = judge(person.password, person)
  if (strong) return
  throw new DomainError('password_too_weak', {
    details: { score },
    fields: [{ path: 'password', code: 'password_too_weak' }],
  })
}
