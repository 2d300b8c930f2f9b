import { z } from 'zod'
import { boundedText } from '../../../platform/bounded-body.ts'
import { outsideLine, outsidePageSchema } from '../../../platform/outside-text.ts'

/** What we read of a payment of the e-wallet partner; amounts are minor units as decimal text. */
const minorUnits = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(text => BigInt(text))

/** How the partner names an account to its owner. */
const accountName = z.string().transform(text => outsideLine(text, 100))

export const walletPaymentSchema = z.object({
  id: z.string().min(1).max(100),
  merchant_reference: z.string(),
  status: z.enum(['waiting', 'processing', 'paid', 'declined', 'canceled', 'expired']),
  amount: minorUnits,
  refunded: minorUnits,
  currency: z.string(),
  pay_url: outsidePageSchema.nullable(),
  created_at: z.coerce.date(),
  expires_at: z.coerce.date(),
  payer: z.object({ account: accountName }).nullable(),
  decline: z.object({ id: z.string(), code: z.string(), at: z.coerce.date() }).nullable(),
  agreement: z.object({ id: z.string().max(200), account: accountName, expires_on: z.iso.date() }).nullable(),
})
export type WalletPayment = z.output<typeof walletPaymentSchema>

export const walletPageSchema = z.object({
  data: z.array(walletPaymentSchema),
  next: z.number().int().nullable(),
})

export type Asked =
  | { kind: 'answered'; status: number; body: unknown }
  /** No answer, or none that says whether it was done. */
  | { kind: 'unknown'; cause: string }

export type WalletApi = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: Record<string, unknown>,
) => Promise<Asked>

const callTimeoutMs = 8_000
/** A page of a hundred payments is some sixty kilobytes. */
const maxAnswerBytes = 2 * 1_024 * 1_024

/** Calls the partner once. What may or may not have been done is `unknown`: our reference makes repeating harmless. */
export function createWalletApi({ apiUrl, apiKey }: { apiUrl: string; apiKey: string }): WalletApi {
  return async (method, path, body) => {
    try {
      const answer = await fetch(new URL(path, apiUrl), {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        redirect: 'error',
        signal: AbortSignal.timeout(callTimeoutMs),
      })
      const text = await boundedText(answer, maxAnswerBytes)
      // Overloaded, in maintenance or broken: it may have been done before that.
      if (answer.status >= 500 || answer.status === 429 || answer.status === 401)
        return { kind: 'unknown', cause: `status ${answer.status}` }
      const json: unknown = text === '' ? null : JSON.parse(text)
      return { kind: 'answered', status: answer.status, body: json }
    } catch (error) {
      // Fetch fails with a TypeError, a time-out with a DOMException, an unreadable body with a SyntaxError.
      if (error instanceof Error) return { kind: 'unknown', cause: error.message }
      throw error
    }
  }
}
