import { createTestClock, systemClock, type Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import type { Db } from './platform/db.ts'
import type { Route } from './platform/http/route.ts'
import type { Logger } from './platform/log.ts'
import type { SmsProvider } from './platform/sms.ts'

/** What differs between the editions: time, where mails and text messages go, and the helpers of tests. */
export type Edition = {
  clock: Clock
  smtpUrl: string
  smsProvider: SmsProvider
  /** Where reference rates are fetched from; undefined: nowhere, files come by the folder. */
  ratesUrl: string | undefined
  routes: Route[]
  stop: () => Promise<void>
}

/** The live edition loads nothing of the other: what is not there cannot be called. */
export async function openEdition(options: { config: Config; db: Db; log: Logger }): Promise<Edition> {
  const { config, db, log } = options
  if (config.edition === 'live') {
    const { smtpUrl } = config.mail
    if (!smtpUrl) throw new Error('the live edition was started without SMTP_URL')
    if (!config.sms) throw new Error('the live edition was started without an SMS provider')
    return {
      clock: systemClock,
      smtpUrl,
      smsProvider: config.sms,
      ratesUrl: config.ratesUrl,
      routes: [],
      stop: () => Promise.resolve(),
    }
  }
  const { createTestEdition } = await import('./test-edition/index.ts')
  const { demoStaffRoute } = await import('./demo-staff.ts')
  const clock = createTestClock()
  const { apiUrl, steeringUrl } = config.stripe
  const acquirerUrl = steeringUrl === undefined ? undefined : apiUrl
  const counterpartyUrls = [acquirerUrl, config.bank?.steeringUrl, config.ewallet?.steeringUrl].filter(
    url => url !== undefined,
  )
  const testEdition = await createTestEdition({ db, clock, log, counterpartyUrls })
  return {
    clock,
    smtpUrl: config.mail.smtpUrl ?? testEdition.smtpUrl,
    smsProvider: config.sms ?? testEdition.smsProvider,
    ratesUrl: config.ratesUrl ?? testEdition.ratesUrl,
    routes: [...testEdition.routes, demoStaffRoute({ dataDir: config.dataDir, clock })],
    stop: () => testEdition.stop(),
  }
}
