import { z } from 'zod'
import type { Visitor } from './browser.ts'

const offered = z.object({ expires_at: z.string(), options: z.object({ timeout: z.number() }) })

/**
 * The time the program lives in, in milliseconds since 1970. Other tests let time pass for the whole program, and a
 * code that an authenticator app shows is right only then. No operation only tells the time, but this offer lasts
 * as long as it says, so the moment it was made is known.
 */
export async function serverTime({ context }: Visitor): Promise<number> {
  const answer = await context.request.post('/v1/sessions/passkey_options')
  const { expires_at, options } = offered.parse(await answer.json())
  return Date.parse(expires_at) - options.timeout
}
