import type { TestClock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Route } from '../platform/http/route.ts'
import type { Logger } from '../platform/log.ts'
import { acquirerClock } from './acquirer-clock.ts'
import type { SmsProvider } from '../platform/sms.ts'
import { startMailServer } from './mail-server.ts'
import { startRatesServer } from './rates-server.ts'
import { testEditionRoutes } from './routes.ts'
import { shareClock } from './shared-clock.ts'
import { startSmsServer } from './sms-server.ts'

export type TestEdition = {
  routes: Route[]
  /** Of the embedded mail server, for `createMailer`. */
  smtpUrl: string
  /** The embedded SMS server, for `createSmsSender`. */
  smsProvider: SmsProvider
  /** The embedded central bank. */
  ratesUrl: string
  stop(): Promise<void>
}

/**
 * What exists only in the test edition: an inbox instead of the world's mail, and a clock that can be moved. The
 * live edition does not even import this folder (`await import(...)` behind the edition's name).
 */
export async function createTestEdition(options: {
  db: Db
  clock: TestClock
  log: Logger
  /** Any free port when absent. */
  smtpPort?: number
  /** Base address of the simulated acquirer, whose clock goes with ours; absent where there is none. */
  acquirerUrl?: string | undefined
}): Promise<TestEdition> {
  const { acquirerUrl } = options
  const moveCounterparties = acquirerUrl === undefined ? undefined : acquirerClock(acquirerUrl)
  const clock = await shareClock({ ...options, moveCounterparties })
  const mail = await startMailServer({ ...options, port: options.smtpPort ?? 0 })
  const sms = await startSmsServer(options)
  const rates = await startRatesServer()
  return {
    routes: testEditionRoutes({ db: options.db, clock }),
    smtpUrl: mail.url,
    smsProvider: sms.provider,
    ratesUrl: rates.url,
    async stop() {
      await Promise.all([clock.stop(), mail.stop(), sms.stop(), rates.stop()])
    },
  }
}
