import { z } from 'zod'

/** OKPay's API as these people use it, and the mail they read: nothing here that anybody could not do. */

/** An answer with its status and the cookies it sets. */
export type Answer = { status: number; body: unknown; cookies: readonly string[] }

export type Request = {
  body?: unknown
  /** Of a customer's session. */
  token?: string
  /** `name=value`, of a colleague's session. */
  cookie?: string
  key?: string
  challenge?: string
  /** What the person uses, as it says itself. */
  device?: string
}

const pollMs = 100
const patienceMs = 30_000

/** The server said no. What was asked too early, too often or at a bad moment may be asked again. */
export class Refused extends Error {
  readonly answer: Answer

  constructor(answer: Answer, what: string) {
    super(`${what} answers ${answer.status}: ${JSON.stringify(answer.body)}`)
    this.answer = answer
  }
}

/** What should have happened did not, in all the time it may take. */
export class Missing extends Error {}

export async function call(
  okpayUrl: string,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  { body, token, cookie, key, challenge, device }: Request = {},
): Promise<Answer> {
  const headers = Object.entries({
    'content-type': body === undefined ? undefined : 'application/json',
    authorization: token === undefined ? undefined : `Bearer ${token}`,
    cookie,
    'idempotency-key': key,
    'step-up-challenge': challenge,
    'user-agent': device,
  }).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]))
  const response = await fetch(okpayUrl + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const answer: unknown = text === '' ? null : JSON.parse(text)
  return { status: response.status, body: answer, cookies: response.headers.getSetCookie() }
}

/** The body of an answer that has one of these statuses; throws `Refused` otherwise. */
export function expectStatus(answer: Answer, what: string, ...statuses: readonly number[]): unknown {
  if (!statuses.includes(answer.status)) throw new Refused(answer, what)
  return answer.body
}

const problem = z.object({ code: z.string() })

/** Whether the server refused with this error code. */
export function isProblem(answer: Answer, code: string): boolean {
  return answer.status >= 400 && problem.safeParse(answer.body).data?.code === code
}

export async function eventually<Value>(
  what: string,
  look: () => Promise<Value | undefined>,
  withinMs = patienceMs,
): Promise<Value> {
  const endAt = Date.now() + withinMs
  while (Date.now() < endAt) {
    const seen = await look()
    if (seen !== undefined) return seen
    await new Promise(resolve => setTimeout(resolve, pollMs))
  }
  throw new Missing(`${what} did not come within ${withinMs / 1_000} s`)
}

const mails = z.object({ data: z.array(z.object({ id: z.string(), text: z.string() })) })

/** Newest first. */
export async function mailsTo(okpayUrl: string, email: string) {
  const path = `/v1/test_helpers/mails?limit=10&to=${encodeURIComponent(email)}`
  return mails.parse(expectStatus(await call(okpayUrl, 'GET', path), path, 200)).data
}

const messages = z.object({ data: z.array(z.object({ id: z.string(), text: z.string() })) })

/** Text messages, newest first. */
export async function messagesTo(okpayUrl: string, phone: string) {
  const path = `/v1/test_helpers/sms?limit=10&to=${encodeURIComponent(phone)}`
  return messages.parse(expectStatus(await call(okpayUrl, 'GET', path), path, 200)).data
}

function codeIn(text: string): string | undefined {
  const match = /\b(\d{3}) ?(\d{3})\b/.exec(text)
  return match ? `${match[1]}${match[2]}` : undefined
}

/**
 * Waits for a code that is right. What comes besides is read and passed over: that money has arrived, or the code of
 * somebody who signs in to the same account meanwhile.
 * @param look Messages to the person, those from before included.
 * @param known Ids of those from before.
 * @param attempt Answers undefined where the code was not the one.
 */
export async function withCode<Value>(
  what: string,
  look: () => Promise<{ id: string; text: string }[]>,
  known: ReadonlySet<string>,
  attempt: (code: string) => Promise<Value | undefined>,
): Promise<Value> {
  const read = new Set(known)
  return eventually(`a code ${what}`, async () => {
    for (const { id, text } of (await look()).toReversed()) {
      if (read.has(id)) continue
      read.add(id)
      const code = codeIn(text)
      const taken = code === undefined ? undefined : await attempt(code)
      if (taken !== undefined) return taken
    }
    return undefined
  })
}
