import type { TestClock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Route } from '../platform/http/route.ts'
import type { Logger } from '../platform/log.ts'
import { counterpartyClock } from './counterparty-clock.ts'
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
  /** Base addresses of the simulated counterparties, whose clocks go with ours. */
  counterpartyUrls?: readonly string[]
}): Promise<TestEdition> {
  const clocks = (options.counterpartyUrls ?? []).map(counterpartyClock)
  const moveCounterparties = async (offsetMs: number): Promise<void> => {
    await Promise.all(clocks.map(move => move(offsetMs)))
  }
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
