import { isTestBic } from './config-bank.ts'
import type { Config } from './config.ts'

/** What keeps a configuration from moving real money, as sentences for the person who starts the program. */
export function unsafeInLive(config: Config): string[] {
  const wrong: string[] = []
  if (!config.masterKey) wrong.push('OKPAY_SECRET_KEY is missing; make one with: openssl rand -base64 48')
  if (config.masterKey && new Set(config.masterKey).size < 12)
    wrong.push('OKPAY_SECRET_KEY is too regular to be a secret; make one with: openssl rand -base64 48')
  if (!config.http.publicUrl.startsWith('https://')) wrong.push('OKPAY_PUBLIC_URL must begin with https://')
  if (!/^[sr]k_live_[A-Za-z0-9]{16,}$/.test(config.stripe.secretKey ?? ''))
    wrong.push('STRIPE_SECRET_KEY must be a whole live key (sk_live_… or rk_live_…)')
  // Whoever guesses it can tell us of payments that never were.
  if (!/^whsec_[A-Za-z0-9+/=]{24,}$/.test(config.stripe.webhookSecret ?? ''))
    wrong.push('STRIPE_WEBHOOK_SECRET is missing or cut off (whsec_…)')
  if (config.http.metricsToken && new Set(config.http.metricsToken).size < 8)
    wrong.push('OKPAY_METRICS_TOKEN is too regular to be a secret; make one with: openssl rand -base64 24')
  if (isExample(config.mail.from) || isExample(config.operator.supportEmail))
    wrong.push(
      'OKPAY_MAIL_FROM and OKPAY_SUPPORT_EMAIL must be yours: customers are told that they are official',
    )
  if (config.stripe.apiUrl || config.stripe.steeringUrl)
    wrong.push('STRIPE_API_URL and ACQUIRER_STEERING_URL point to a simulator; remove them')
  if (config.ewallet && (config.ewallet.steeringUrl || !isRealProvider(config.ewallet.apiUrl)))
    wrong.push('EWALLET_API_URL or EWALLET_STEERING_URL points to a simulator; remove them')
  if (!config.mail.smtpUrl) wrong.push('SMTP_URL is missing')
  if (config.bank && isTestBic(config.bank.bic))
    wrong.push('OKPAY_BANK_BIC is a test code (a 0 in the eighth place)')
  if (config.bank?.steeringUrl) wrong.push('BANK_STEERING_URL points to a simulator; remove it')
  if (!config.sms) wrong.push('OKPAY_SMS_ACCOUNT_SID, OKPAY_SMS_AUTH_TOKEN and OKPAY_SMS_FROM are missing')
  if (config.sms && !isRealProvider(config.sms.apiUrl))
    wrong.push(
      'OKPAY_SMS_API_URL must begin with https:// and name another machine; a test provider delivers nothing',
    )
  if (config.nameCheck && !isRealProvider(config.nameCheck.url))
    wrong.push('OKPAY_NAME_CHECK_URL must begin with https:// and name another machine')
  if (config.ratesUrl && !isRealProvider(config.ratesUrl))
    wrong.push(
      'OKPAY_RATES_URL must begin with https:// and name another machine: whoever is on the way sets rates',
    )
  if (config.http.rateLimitScale > 10)
    wrong.push('OKPAY_RATE_LIMIT_SCALE is above 10, which leaves no protection')
  return wrong
}

/** RFC 2606: these names are nobody's, and customers would take whatever comes from them for genuine. */
function isExample(address: string): boolean {
  return /@([^@\s]*\.)?(example(\.(com|net|org))?|invalid)>?$/i.test(address.trim())
}

function isRealProvider(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return (
    protocol === 'https:' &&
    !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$|\.(localhost|test|invalid)$/.test(hostname)
  )
}
