import { z } from 'zod'
import { renderSms, type Sms, type SmsOperator } from './sms-templates.ts'

/** Where text messages are handed over: Twilio, or whoever offers its Messages API. */
export type SmsProvider = {
  /** Without a slash at the end: `https://api.twilio.com`. */
  apiUrl: string
  accountSid: string
  authToken: string
  /** A number in E.164, a name of letters, or a messaging service (`MG…`). */
  from: string
}

export type SmsSender = {
  /**
   * Hands a message to the provider. `taken`: it will try to deliver. `refused`: this number cannot get messages,
   * and repeating changes nothing. Rejects when the provider could not be asked or could not answer: try again.
   * It talks to the network: call it in a job, never in a transaction.
   */
  sendSms(sms: Sms): Promise<'taken' | 'refused'>
}

/** A provider that is stuck must not hold up the jobs behind it. */
const timeoutMs = 15_000

/**
 * The provider's reasons that lie with the number: not one at all, not reachable from here, landline, or its owner
 * said STOP (https://www.twilio.com/docs/api/errors). Everything else may be mended and is tried again.
 */
const refusals = new Set([21_211, 21_214, 21_217, 21_265, 21_408, 21_610, 21_612, 21_614])

const takenSchema = z.object({ sid: z.string().min(1) })
const problemSchema = z.object({ code: z.number().int() })

/** Speaks the Messages resource of Twilio's API of 2010-04-01. */
export function createSmsSender(options: { provider: SmsProvider; operator: SmsOperator }): SmsSender {
  const { apiUrl, accountSid, authToken, from } = options.provider
  const url = `${apiUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  return {
    async sendSms(sms) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { authorization, accept: 'application/json' },
        body: new URLSearchParams({
          To: sms.to,
          [from.startsWith('MG') ? 'MessagingServiceSid' : 'From']: from,
          Body: renderSms(sms, options.operator),
        }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      return outcomeOf(answer.status, await answer.text())
    },
  }
}

/** Neither the number nor the text is in the error: it is logged, and may hold a code. */
function outcomeOf(status: number, body: string): 'taken' | 'refused' {
  if (status === 201) {
    takenSchema.parse(JSON.parse(body))
    return 'taken'
  }
  const code = status === 400 ? problemSchema.parse(JSON.parse(body)).code : undefined
  if (code !== undefined && refusals.has(code)) return 'refused'
  throw new Error(`the SMS provider answered ${status}${code === undefined ? '' : `, error ${code}`}`)
}
