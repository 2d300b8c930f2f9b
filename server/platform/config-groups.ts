import type { BankConfig } from './config-bank.ts'
import type { SmsProvider } from './sms.ts'

/**
 * Settings that count only together. Each function answers what they make, undefined where none is given, or a sentence:
 * half a provider would be noticed only when the first customer waits for a code.
 */
type Given<Names extends string> = { [Name in Names]?: string | undefined }

export type EwalletConfig = {
  apiUrl: string
  apiKey: string
  notifySecret: string
  /** The simulated partner's page; none in the live edition. */
  steeringUrl: string | undefined
}

export function smsProviderOf(
  env: Given<'OKPAY_SMS_API_URL' | 'OKPAY_SMS_ACCOUNT_SID' | 'OKPAY_SMS_AUTH_TOKEN' | 'OKPAY_SMS_FROM'>,
): SmsProvider | string | undefined {
  const { OKPAY_SMS_ACCOUNT_SID: accountSid, OKPAY_SMS_AUTH_TOKEN: authToken, OKPAY_SMS_FROM: from } = env
  const apiUrl = (env.OKPAY_SMS_API_URL ?? 'https://api.twilio.com').replace(/\/$/, '')
  if (accountSid !== undefined && authToken !== undefined && from !== undefined)
    return { apiUrl, accountSid, authToken, from }
  if (accountSid === undefined && authToken === undefined && from === undefined) return undefined
  return 'OKPAY_SMS_ACCOUNT_SID, OKPAY_SMS_AUTH_TOKEN and OKPAY_SMS_FROM belong together: set all of them or none'
}

export function nameCheckOf(
  env: Given<'OKPAY_NAME_CHECK_URL' | 'OKPAY_NAME_CHECK_TOKEN'>,
): { url: string; token: string } | string | undefined {
  const { OKPAY_NAME_CHECK_URL: url, OKPAY_NAME_CHECK_TOKEN: token } = env
  if (url !== undefined && token !== undefined) return { url: url.replace(/\/$/, ''), token }
  if (url === undefined && token === undefined) return undefined
  return 'OKPAY_NAME_CHECK_URL and OKPAY_NAME_CHECK_TOKEN belong together: set both or neither'
}

/** A partner whose notifications cannot be checked is not asked for money. */
export function ewalletOf(
  env: Given<'EWALLET_API_URL' | 'EWALLET_API_KEY' | 'EWALLET_NOTIFY_SECRET' | 'EWALLET_STEERING_URL'>,
): EwalletConfig | string | undefined {
  const { EWALLET_API_URL: apiUrl, EWALLET_API_KEY: apiKey, EWALLET_NOTIFY_SECRET: notifySecret } = env
  if (apiUrl !== undefined && apiKey !== undefined && notifySecret !== undefined)
    return { apiUrl, apiKey, notifySecret, steeringUrl: env.EWALLET_STEERING_URL }
  if (apiUrl === undefined && apiKey === undefined && notifySecret === undefined) return undefined
  return 'EWALLET_API_URL, EWALLET_API_KEY and EWALLET_NOTIFY_SECRET belong together: set all of them or none'
}

/** What a group makes; its sentence goes to those of everything else that is wrong. */
export function wholeGroup<Group extends BankConfig | EwalletConfig | SmsProvider | { url: string }>(
  group: Group | string | undefined,
  wrong: string[],
): Group | undefined {
  if (typeof group !== 'string') return group
  wrong.push(group)
  return undefined
}
